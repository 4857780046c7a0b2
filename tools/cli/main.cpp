#include <clocale>

#include "tools/cli/command.hpp"

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  return anjuan::cli::run_program(argc, argv);
}
