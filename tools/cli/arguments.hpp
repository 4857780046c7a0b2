// What a command takes from the command line. Hides CLI11, which costs six CPU seconds in every file that includes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace anjuan::cli {

enum class Need { optional, required };

/// Declares into variables that the command owns; they are filled before its run().
class Arguments {
 public:
  explicit Arguments(CLI::App& app) : m_app(app) {}
  void flag(const char* names, bool& value, const char* help);
  void option(const char* names, std::string& value, const char* help, Need need = Need::optional);
  void option(const char* names, std::uint32_t& value, const char* help, std::uint32_t least, std::uint32_t most);
  void option(const char* names, std::optional<std::uint32_t>& value, const char* help, std::uint32_t least, std::uint32_t most);
  /// May be given several times, a value each time.
  void repeated(const char* names, std::vector<std::string>& values, const char* help);
  /// A value that is there, but that --help does not speak of.
  void hidden_option(const char* names, std::string& value);
  void positional(const char* name, std::string& value, const char* help, Need need = Need::required);
  void positional(const char* name, std::uint32_t& value, const char* help, std::uint32_t least, std::uint32_t most);
  /// One or more.
  void positionals(const char* name, std::vector<std::string>& values, const char* help, Need need = Need::required);

 private:
  CLI::App& m_app;
};

}  // namespace anjuan::cli
