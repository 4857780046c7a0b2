#include "tools/print/form.hpp"

#include <algorithm>

#include "archive/base/utf8.hpp"
#include "tools/print/expand.hpp"
#include "tools/print/form_files.hpp"

namespace anjuan::print {

namespace {

namespace json = boost::json;

std::string text_at(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

struct Form {
  FormInfo info;
  json::object layout;
  std::vector<FormField> fields;
};

Result<std::vector<Form>> read_forms() {
  std::vector<Form> forms;
  for (const FormFile& file : form_files()) {
    Form form;
    TRY_ASSIGN(form.layout, layout_of_toml(file.id, file.toml));
    form.info = {std::string(file.id), text_at(form.layout, "name"), text_at(form.layout, "title"), text_at(form.layout, "source")};
    form.fields = fields_of_layout(form.layout);
    forms.push_back(std::move(form));
  }
  return forms;
}

/// Read once: the text is part of the program.
Result<const std::vector<Form>*> all_forms() {
  static const Result<std::vector<Form>> forms = read_forms();
  if (!forms) return fail(forms.error());
  return &*forms;
}

Result<const Form*> form_named(std::string_view name) {
  TRY_ASSIGN(const std::vector<Form>* forms, all_forms());
  std::string known;
  for (const Form& form : *forms) {
    if (name == form.info.id || name == form.info.name || name == form.info.title) return &form;
    known += (known.empty() ? "" : "、") + form.info.name;
  }
  return fail(ErrorCode::invalid_argument, "没有“" + to_shown_utf8(name) + "”这种表单；可用的有：" + known);
}

bool is_embedding(char32_t c) { return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069); }

/// Line ends as '\n'; other controls, and marks that turn the direction of what follows, do not belong on paper.
Result<std::string> printable(const std::string& where, std::string_view value) {
  if (!is_utf8(value)) return fail(ErrorCode::invalid_argument, where + "的内容不是有效的 UTF-8");
  std::string out;
  for (std::size_t at = 0; at < value.size();) {
    const char32_t c = next_utf8(value, at);
    if (c == '\r') {
      if (at >= value.size() || value[at] != '\n') out += '\n';
    } else if (c == '\n' || (c >= 0x20 && c != 0x7F && (c < 0x80 || c > 0x9F) && !is_embedding(c))) {
      append_utf8(out, c);
    } else if (c == '\t') {
      out += "　";
    }
  }
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

tl::unexpected<Error> unknown_field(const Form& form, const std::string& name, const std::vector<std::string>& known) {
  std::string names;
  for (const std::string& each : known) names += (names.empty() ? "" : "、") + each;
  return fail(ErrorCode::invalid_argument, "“" + form.info.name + "”没有“" + to_shown_utf8(name) + "”一栏；可填的有：" + names);
}

/// The field of that name and kind; otherwise an error that says what there is.
Result<const FormField*> field_named(const Form& form, const std::string& name, bool list) {
  std::vector<std::string> known;
  for (const FormField& field : form.fields) {
    if (field.name == name && field.columns.empty() != list) return &field;
    if (field.name == name) return fail(ErrorCode::invalid_argument, "“" + form.info.name + "”的“" + name + "”" + (list ? "只能填一段文字" : "应分条填写"));
    known.push_back(field.name);
  }
  return unknown_field(form, name, known);
}

Result<json::array> rows_of(const Form& form, const std::string& list, const std::vector<FormRow>& rows) {
  TRY_ASSIGN(const FormField* field, field_named(form, list, true));
  json::array out;
  for (const FormRow& row : rows) {
    json::object made;
    for (const auto& [name, value] : row) {
      if (std::find(field->columns.begin(), field->columns.end(), name) == field->columns.end()) return unknown_field(form, list + "/" + name, field->columns);
      TRY_ASSIGN(made[name], printable("“" + list + "/" + name + "”", value));
    }
    out.push_back(std::move(made));
  }
  return out;
}

}  // namespace

Result<std::vector<FormInfo>> forms() {
  TRY_ASSIGN(const std::vector<Form>* all, all_forms());
  std::vector<FormInfo> infos;
  for (const Form& form : *all) infos.push_back(form.info);
  return infos;
}

Result<std::vector<FormField>> fields_of(std::string_view form) {
  TRY_ASSIGN(const Form* found, form_named(form));
  return found->fields;
}

Result<json::object> request_of(const FormDocument& document) {
  TRY_ASSIGN(const Form* found, form_named(document.form));
  const Form& form = *found;
  json::object fields;
  for (const auto& [name, value] : document.fields) {
    TRY(field_named(form, name, false));
    TRY_ASSIGN(fields[name], printable("“" + name + "”", value));
  }
  for (const auto& [name, rows] : document.lists) {
    TRY_ASSIGN(fields[name], rows_of(form, name, rows));
  }
  json::object layout = form.layout;
  TRY(expand(layout, fields));
  return json::object{{"layout", std::move(layout)}, {"fields", std::move(fields)}};
}

Result<Bytes> render(Worker& worker, const FormDocument& document) { return render(worker, std::vector<FormDocument>{document}); }

Result<Bytes> render(Worker& worker, const std::vector<FormDocument>& documents) {
  if (documents.empty()) return fail(ErrorCode::invalid_argument, "没有要打印的表单");
  json::array requests;
  for (const FormDocument& document : documents) {
    TRY_ASSIGN(json::object request, request_of(document));
    requests.push_back(std::move(request));
  }
  return worker.print(json::serialize(json::object{{"documents", std::move(requests)}}));
}

}  // namespace anjuan::print
