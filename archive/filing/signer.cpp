#include "archive/filing/signer.hpp"

#include "archive/registry/people.hpp"

namespace anjuan::filing {

Result<Signer> signer_of(Archive& archive, registry::Registry& registry, const registry::Act& act) {
  const CivilDate today = registry.today();
  Signer signer{act.on.value_or(today), {}, archive.options().actor};
  if (signer.on > today)
    return fail(ErrorCode::invalid_argument,
                "日期 " + signer.on.to_string() + " 还没有到（今天是 " + today.to_string() + "）");
  if (act.by.empty()) {
    TRY_ASSIGN(const auto typist, registry.book().account(signer.name));
    if (typist) signer.name = registry::account_from(*typist).name;
    return signer;
  }
  TRY_ASSIGN(const registry::Account account, registry::find_person(registry.book(), act.by));
  signer.by = account.account;
  signer.name = account.name;
  return signer;
}

}  // namespace anjuan::filing
