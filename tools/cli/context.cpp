#include "tools/cli/context.hpp"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "archive/base/utf8.hpp"
#include "query/access/principal.hpp"

namespace anjuan::cli {

static flows::CancelFlag g_cancel{false};
static_assert(flows::CancelFlag::is_always_lock_free, "a signal handler writes it");

static void on_signal(int) { g_cancel.store(true, std::memory_order_relaxed); }

void install_signal_handlers() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESETHAND;  // the second one ends the process: that is safe at any instruction (promise 2)
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

const flows::CancelFlag* Context::cancel() const { return &g_cancel; }

Path Context::archive_dir() const {
  if (!archive_option.empty()) return archive_option;
  const char* from_environment = std::getenv("ANJUAN_ARCHIVE");
  if (from_environment != nullptr && *from_environment != '\0') return from_environment;
  return ".";
}

ArchiveOptions Context::options() const {
  ArchiveOptions options;
  const struct passwd* user = ::getpwuid(::geteuid());
  if (!as_option.empty()) {
    options.actor = as_option;
    return options;
  }
  options.actor = user != nullptr ? to_shown_utf8(user->pw_name) : "uid-" + std::to_string(::geteuid());
  return options;
}

Result<Archive*> Context::archive() {
  if (!m_archive) {
    auto opened = Archive::open(archive_dir(), options());
    if (!opened) {
      switch (opened.error().code) {
        case ErrorCode::not_found: advise("用 anjuan init DIR 新建，或用 --archive DIR 指出档案所在"); break;
        case ErrorCode::corrupt: advise("请运行 anjuan rebuild 由日志和原件重建目录"); break;
        default: break;
      }
      return fail(std::move(opened).error());
    }
    m_archive = std::move(*opened);
  }
  return m_archive.get();
}

Result<Item> Context::visible_item(const std::string& id) {
  TRY_ASSIGN(Archive* const archive, this->archive());
  TRY_ASSIGN(const AccessScope scope, this->scope());
  constexpr std::size_t k_shortest_prefix = 5, k_named = 6;
  const auto absent = [&] { return fail(ErrorCode::not_found, "没有这一件：" + to_shown_utf8(id)); };
  const bool is_id = std::all_of(id.begin(), id.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); });
  if (id.size() < k_shortest_prefix || id.front() != 'i' || !is_id) return absent();
  // A prefix stands for what is visible under it: neither the number nor the names of its hidden candidates make a difference.
  TRY_ASSIGN(std::vector<Item> found, MatterBook(*archive).items_like(id));
  std::erase_if(found, [&](const Item& item) { return !may_see(scope, item); });
  if (found.empty()) return absent();
  if (found.size() > 1 && found.front().item.value != id) {
    std::string names;
    for (std::size_t i = 0; i < std::min(found.size(), k_named); ++i) names += " " + found[i].item.value;
    return fail(ErrorCode::invalid_argument, id + " 不止一件：" + names);
  }
  return std::move(found.front());
}

bool Context::sees_all() const { return as_option.empty(); }

Result<bool> Context::may_name(const std::string& matter) {
  if (sees_all()) return true;
  TRY_ASSIGN(Archive* const archive, this->archive());
  TRY_ASSIGN(const AccessScope scope, this->scope());
  MatterBook book(*archive);
  return anjuan::may_name(book, scope, matter);
}

Result<AccessScope> Context::scope() {
  if (!m_scope) {
    if (as_option.empty()) {
      m_scope = office_scope();
    } else {
      TRY_ASSIGN(Archive* const archive, this->archive());
      MatterBook book(*archive);
      TRY_ASSIGN(m_scope, scope_of(book, as_option));
    }
  }
  return *m_scope;
}

Result<registry::Registry*> Context::registry() {
  if (!m_registry) {
    TRY_ASSIGN(Archive* const archive, this->archive());
    TRY(scope());  // an unknown account may do nothing at all
    TRY_ASSIGN(m_registry, registry::Registry::open(*archive));
    TRY_ASSIGN(const AccessScope scope, this->scope());
    m_registry->type_as([scope](const MatterId& matter) { return may_see(scope, matter); });
  }
  return m_registry.get();
}

Result<std::string> Context::organ() {
  if (!m_organ) {
    TRY_ASSIGN(Archive* const archive, this->archive());
    TRY_ASSIGN(const ArchiveStatus status, archive->status());
    m_organ = status.fonds.name;
  }
  return *m_organ;
}

Result<MatterRow> Context::visible_matter(const std::string& name) {
  TRY_ASSIGN(registry::Registry* const registry, this->registry());
  TRY_ASSIGN(const AccessScope scope, this->scope());
  TRY_ASSIGN(std::vector<MatterRow> found, registry->book().find_all(name));
  for (MatterRow& matter : found) {
    if (may_see(scope, matter.matter)) return std::move(matter);
  }
  return fail(ErrorCode::not_found, "没有信访事项“" + to_shown_utf8(name) + "”");
}

Result<std::vector<std::string>> Context::present_numbers(const MatterRow& former) {
  TRY_ASSIGN(registry::Registry* const registry, this->registry());
  TRY_ASSIGN(const AccessScope scope, this->scope());
  TRY_ASSIGN(const std::vector<MatterRow> all, registry->book().find_all(former.name));
  std::vector<std::string> numbers;
  for (const MatterRow& other : all) {
    if (registry::text_in(other.record, "former_number") == former.name && may_see(scope, other.matter))
      numbers.push_back(other.name);
  }
  return numbers;
}

Status Context::refuse_void(const MatterRow& matter, std::string_view refused) {
  if (!registry::is_void(matter.record)) return {};
  TRY_ASSIGN(const std::vector<std::string> numbers, present_numbers(matter));
  std::string present;
  for (const std::string& number : numbers) present += "；改编为 " + number + "，请用这个编号";
  return fail(ErrorCode::invalid_argument, matter.name + " 已作废，" + std::string(refused) + "（R-387）" + present);
}

Status Context::require_right(const std::string& group) {
  if (sees_all()) return {};
  TRY_ASSIGN(registry::Registry* const registry, this->registry());
  const Status allowed = anjuan::require_right(registry->book(), as_option, registry->rules().moves, group);
  if (!allowed && allowed.error().code == ErrorCode::denied) advise("请由有此角色的人录入，或用 anjuan user add 授予角色");
  return allowed;
}

Status Context::require_part(const std::string& group, const MatterRow& matter) {
  if (sees_all()) return {};
  TRY_ASSIGN(registry::Registry* const registry, this->registry());
  const Status allowed = anjuan::require_part(registry->book(), as_option, registry->rules().moves, group, matter.record);
  if (!allowed && allowed.error().code == ErrorCode::denied) advise("请由承办、牵头或会办的科室录入，或由办公室分办（assign）");
  return allowed;
}

Status Context::require_whole_view(std::string_view what) {
  TRY_ASSIGN(const AccessScope scope, this->scope());
  return anjuan::require_whole_view(scope, what);
}

void Context::note(const std::string& text) const { std::fprintf(stderr, "%s\n", text.c_str()); }

Status record_content_read(Archive& archive, const ContentRead& read) {
  TRY_ASSIGN(Transaction transaction, archive.begin());
  transaction.record_content_read(read);
  return transaction.commit();
}

}  // namespace anjuan::cli
