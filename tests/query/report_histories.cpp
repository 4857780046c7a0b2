#include "tests/query/report_histories.hpp"

#include <boost/test/unit_test.hpp>

namespace anjuan::test {

using registry::Intake;
using registry::Party;
using registry::text_in;

namespace {

template <class T>
const T& any_of(std::mt19937& random, const std::vector<T>& choices) {
  return choices[random() % choices.size()];
}

Intake random_intake(std::mt19937& random, const std::string& day, Histories::Accusations accusations, const std::vector<Lived>& earlier) {
  Intake intake;
  intake.channel = any_of<std::string>(random, {"书信", "书信", "走访", "电话", "信息网络"});
  intake.category = any_of<std::string>(random, {"申诉求决", "申诉求决", "建议意见", "咨询"});
  if (accusations == Histories::Accusations::yes && random() % 4 == 0) intake.category = "检举控告";
  intake.received = CivilDate::parse(day).value();
  intake.subject = "事项" + std::to_string(earlier.size());
  if (random() % 2 == 0) intake.scope = std::to_string(1 + random() % 8);
  const int named = static_cast<int>(random() % 3);
  for (int i = 0; i < named; ++i) {
    Party party;
    party.role = "来信人";
    party.name = any_of<std::string>(random, {"张三", "李大", "王二", "赵六"}) + std::to_string(i);
    if (random() % 2 == 0) party.address = "昆山市前进路" + std::to_string(1 + random() % 99) + "号";
    intake.parties.push_back(party);
  }
  if (named > 1 && random() % 2 == 0) intake.heads = named + static_cast<int>(random() % 9);
  if (random() % 2 == 0) {
    Party unit;
    unit.role = "被反映单位";
    unit.name = any_of<std::string>(random, {"巴城镇", "市教育局", "某学校"});
    intake.parties.push_back(unit);
  }
  if (!earlier.empty() && random() % 4 == 0) intake.repeat_of = any_of(random, earlier).number;
  return intake;
}

struct Try {
  const char* move;
  Office::Fields fields;
  const char* by;
};

const std::vector<Try>& tries() {
  static const std::vector<Try> k_tries = {
      {"instruct", {{"text", "请阅处"}}, "boss"},
      {"assign", {{"section", "干部监督科"}, {"handler", "li"}}, "head"},
      {"assign", {{"section", "组织科"}}, "boss"},
      {"transfer", {{"organ", "市纪委"}, {"mode", "转送"}}, ""},
      {"notify", {{"kind", "受理告知"}}, ""},
      {"notify", {{"kind", "受理告知"}}, ""},
      {"accept", {}, ""},
      {"shelve", {{"reason", "内容重复"}}, ""},
      {"refuse", {{"reason", "不属受理范围"}, {"organ", "市人社局"}}, ""},
      {"record", {{"kind", "谈话"}, {"text", "已谈"}}, "li"},
      {"reply", {{"result", "解释说明"}, {"request", "求"}, {"facts", "实"}, {"opinion", "见"}, {"basis", "据"}}, "li"},
      {"reply", {{"result", "采纳"}, {"opinion", "见"}}, "li"},
      {"reply", {{"result", "查否"}, {"opinion", "见"}}, "li"},
      {"deliver", {{"how", "公告"}, {"place", "公告栏"}}, ""},
      {"deliver", {{"how", "邮寄"}, {"signer", "本人"}}, ""},
      {"close", {{"checklist", "原信"}, {"receiver", "reg"}, {"reason", "已办"}}, ""},
      {"follow-up", {{"kind", "回访"}, {"text", "情况"}, {"satisfied", "满意"}}, ""},
      {"follow-up", {{"kind", "回访"}, {"text", "情况"}, {"satisfied", "不满意"}}, ""},
      {"urge", {{"kind", "督办"}, {"text", "抓紧"}}, "boss"},
      {"rework", {{"reason", "依据有误"}}, "boss"},
      {"withdraw", {{"reason", "本人撤回"}}, ""},
      {"void", {{"reason", "误登"}}, ""},
      {"blame", {{"text", "推诿"}}, "boss"},
  };
  return k_tries;
}

}  // namespace

const boost::json::object* Lived::on(const std::string& day) const {
  const boost::json::object* record = nullptr;
  for (const auto& [when, state] : days) {
    if (when <= day) record = &state;
  }
  return record;
}

void Histories::register_one(std::mt19937& random, const std::string& day, Accusations accusations) {
  const Intake intake = random_intake(random, day, accusations, lived);
  const auto row = register_on(day, intake);
  BOOST_REQUIRE_MESSAGE(row, (row ? "" : row.error().message));
  lived.push_back({row->matter, row->name, day, {{day, row->record}}});
}

void Histories::move_one(std::mt19937& random, const std::string& day) {
  Lived& one = lived[random() % lived.size()];
  const Try& wanted = any_of(random, tries());
  const auto row = step(one.number, wanted.move, wanted.fields, day, wanted.by);
  if (row) one.days.emplace_back(day, row->record);  // most are refused: a life is what the rules let through
}

void Histories::live(unsigned seed, const std::string& from, int days, Accusations accusations, const std::function<void(const std::string&)>& each_day) {
  std::mt19937 random(seed);
  for (int i = 0; i < days; ++i) {
    const std::string day = CivilDate::parse(from)->plus_days(i).to_string();
    today = day;
    for (unsigned n = random() % 3; n > 0; --n) register_one(random, day, accusations);
    for (int n = 0; n < 10 && !lived.empty(); ++n) move_one(random, day);
    if (each_day) each_day(day);
  }
}

std::vector<const boost::json::object*> Histories::records(const reports::Period& period, const std::string& day) const {
  std::vector<const boost::json::object*> records;
  for (const Lived& one : lived) {
    if (one.registered < period.from.to_string() || one.registered > period.to.to_string()) continue;
    if (const auto* record = one.on(day)) records.push_back(record);
  }
  return records;
}

std::string spelled(const reports::Report& report) {
  std::string text = report.title + (report.period ? report.period->to_string() : "") + report.as_of.to_string() + "\n";
  for (const reports::Table& table : report.tables) {
    text += table.name + "\n";
    for (const auto& row : table.rows) {
      for (const reports::Cell& cell : row) {
        text += cell.text + "[";
        for (const MatterId& matter : cell.matters) text += matter.value + " ";
        text += "] ";
      }
      text += "\n";
    }
  }
  return text;
}

const reports::Cell& cell(const reports::Report& report, const std::string& table, const std::string& row, const std::string& column) {
  for (const reports::Table& one : report.tables) {
    if (one.name != table) continue;
    for (const auto& cells : one.rows) {
      if (cells.front().text != row) continue;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (one.columns[i] == column) return cells[i];
      }
    }
  }
  BOOST_FAIL("no cell " + table + "/" + row + "/" + column);
  std::abort();
}

}  // namespace anjuan::test
