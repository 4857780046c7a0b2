#include "tools/cli/context.hpp"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "archive/base/utf8.hpp"

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
  auto item = archive->item(id);
  if (item && !may_see(scope(), *item)) return fail(ErrorCode::not_found, "没有这一件：" + id);
  if (!item && item.error().code == ErrorCode::not_found) return fail(ErrorCode::not_found, "没有这一件：" + to_shown_utf8(id));
  return item;
}

void Context::note(const std::string& text) const { std::fprintf(stderr, "%s\n", text.c_str()); }

Status record_content_read(Archive& archive, const ContentRead& read) {
  TRY_ASSIGN(Transaction transaction, archive.begin());
  transaction.record_content_read(read);
  return transaction.commit();
}

}  // namespace anjuan::cli
