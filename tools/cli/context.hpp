// What every command shares: which archive, in which form to answer, and who is asking.
#pragma once

#include <memory>
#include <string>

#include "archive/catalog/archive.hpp"
#include "archive/registry/registry.hpp"
#include "query/access/access_scope.hpp"
#include "tools/cli/output.hpp"
#include "tools/flows/observer.hpp"

namespace anjuan::cli {

class Context {
 public:
  std::string archive_option;  ///< --archive, or empty
  std::string as_option;       ///< --as: the account that types, or empty
  bool json = false;
  Output out;

  /// --archive, else $ANJUAN_ARCHIVE, else the current folder.
  Path archive_dir() const;
  /// Who acts: --as, else the name of the system's user.
  ArchiveOptions options() const;
  /// Open for the life of the context.
  Result<Archive*> archive();

  /// What to do about the error a command is about to return, when the table of exit_code.hpp says too little.
  void advise(std::string remedy) { m_remedy = std::move(remedy); }
  const std::string& remedy() const { return m_remedy; }

  /// An item by its id, within the scope of whoever asks: hidden answers exactly like absent.
  Result<Item> visible_item(const std::string& id);
  /// What whoever asks may see: the account of --as, else the whole office. denied: no such account.
  Result<AccessScope> scope();
  Result<registry::Registry*> registry();
  /// The organ whose archive it is, by name. Read once: the status it stands in counts every item.
  Result<std::string> organ();
  /// A matter by number, external number or id, within the scope.
  Result<MatterRow> visible_matter(const std::string& name);
  /// a voided number takes no step, paper or form (`refused` says which): invalid_argument. Whoever may see what
  /// it became is told that number; to others there is none.
  Status refuse_void(const MatterRow& matter, std::string_view refused);
  /// The numbers that whoever asks may see and that were this one before.
  Result<std::vector<std::string>> present_numbers(const MatterRow& former);
  /// denied: the account may enter steps of the group, but not on this matter.
  Status require_part(const std::string& group, const MatterRow& matter);
  /// Whether nothing can be hidden from whoever asks: sequences of the journal count what others do, and are shown only then.
  bool sees_all() const;
  /// Whether a matter may be named to whoever asks where another one refers to it.
  Result<bool> may_name(const std::string& matter);
  /// denied when the account may not enter steps of this group (schemas/rules/moves.toml, rights); the whole office may.
  Status require_right(const std::string& group);
  /// denied when something is hidden from whoever asks: `what` names what was asked for.
  Status require_whole_view(std::string_view what);

  /// Ctrl-C and SIGTERM set this.
  const flows::CancelFlag* cancel() const;

  /// A message for people on standard error.
  void note(const std::string& text) const;

 private:
  std::string m_remedy;
  std::optional<std::string> m_organ;
  std::unique_ptr<Archive> m_archive;
  std::unique_ptr<registry::Registry> m_registry;
  std::optional<AccessScope> m_scope;
};

/// SIGINT and SIGTERM set a flag, a second one ends the process at once; SIGPIPE becomes an error of write().
void install_signal_handlers();

/// a person looked at content. Durable before the content is shown.
Status record_content_read(Archive& archive, const ContentRead& read);

}  // namespace anjuan::cli
