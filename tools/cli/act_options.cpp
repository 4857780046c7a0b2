#include "tools/cli/act_options.hpp"

namespace anjuan::cli {

void ActOptions::declare(Arguments& arguments) {
  arguments.option("--on", m_on, "发生的日期 YYYY-MM-DD（缺省今天；日志另记录入的时间）");
  arguments.option("--for", m_by, "谁作出的（账号或姓名；缺省为录入人）");
}

Result<registry::Act> ActOptions::act() const {
  registry::Act act;
  if (!m_on.empty()) {
    TRY_ASSIGN(act.on, CivilDate::parse(m_on));
  }
  act.by = m_by;
  return act;
}

}  // namespace anjuan::cli
