// All that a matter says of itself to one form, by the names of the fields of schemas/forms. What the form has no place for may be among it.
#pragma once

#include "archive/registry/registry.hpp"
#include "tools/flows/form_terms.hpp"
#include "tools/print/form.hpp"

namespace anjuan::flows {

enum class PersonalNumbers : std::uint8_t { masked, clear };
enum class Reporter : std::uint8_t { named, hidden };

/// Of one matter and one form; takes what it reads from by reference, so it lives no longer than the call that made it.
class FormFacts {
 public:
  FormFacts(registry::Registry& registry, const Fonds& fonds, const MatterRow& matter, std::string form, PersonalNumbers numbers, Reporter reporter)
      : m_registry(registry), m_fonds(fonds), m_matter(matter), m_record(matter.record), m_form(std::move(form)), m_numbers(numbers), m_reporter(reporter) {}

  /// `given`: fields that people fill in. An envelope to an addressee of their own bears no other's address, a receipt or draft of a paper of their own no other's number.
  Result<print::FormDocument> read(const std::map<std::string, std::string>& given);

 private:
  void put(const std::string& name, const std::string& value) {
    if (!value.empty()) m_document.fields[name] = value;
  }
  void put_all(std::initializer_list<const char*> names, const std::string& value) {
    for (const char* name : names) put(name, value);
  }
  std::string text(std::string_view member) const { return registry::text_in(m_record, member); }
  std::string day(std::string_view member) const;
  std::string subject() const;
  std::string origin() const;
  std::string told_petitioner() const;
  std::string put_forward() const;
  std::string found_out() const;
  std::string against_term(const std::optional<CivilDate>& due) const;
  bool is(std::string_view form) const { return m_form == form; }
  /// The step that this form is the paper of, or null: where its own number and date stand.
  const boost::json::object* own_step() const;
  Result<std::string> person(const std::string& account);
  /// who did a step of this list, else the account that typed it; empty when neither is one of ours.
  Result<std::string> doer(const char* list, const boost::json::object& step);
  Result<std::string> head_of(const std::string& section);
  Result<std::string> superior();
  Result<std::string> number_of(const boost::json::object& party, const char* member, registry::PersonalKind kind);

  void add_registration();
  Status add_handling();
  Status add_people();
  Status add_contact();
  void add_terms();
  void add_own_step();
  Status add_transfer();
  Status add_urging();
  Status add_hand_over();
  Status add_visit();
  Status add_delivery();
  Status add_answer();
  void add_extension();
  Status add_report();
  Status add_draft();
  Status add_signed(const std::string& list, const char* member, const char* content);
  Status add_instructions();
  Status add_results();
  std::string title_of(const std::string& form) const;

  registry::Registry& m_registry;
  const Fonds& m_fonds;
  const MatterRow& m_matter;
  const boost::json::object& m_record;
  std::string m_form;
  PersonalNumbers m_numbers;
  Reporter m_reporter;
  FormTerms m_terms;
  print::FormDocument m_document;
};

/// 2023年3月1日; what is no day as it stands.
std::string chinese_date(const std::string& day);
/// The day of a step, or empty.
std::string date_of(const boost::json::object* step);
std::string date_of(const std::optional<CivilDate>& day);
std::string joined(const std::string& a, const std::string& b);

/// The newest of a list whose kind is one of these, or any; null when there is none.
const boost::json::object* last_of(const boost::json::object& record, const char* list, const std::vector<std::string_view>& kinds);
/// Texts of the records of this kind, or of all others.
std::string records_of(const boost::json::object& record, std::string_view kind, bool others);

}  // namespace anjuan::flows
