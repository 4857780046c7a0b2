# How this project builds: one call per room, one call per test suite.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# Programs stand together, so that anjuan finds its helper beside itself.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

add_library(anjuan_options INTERFACE)
target_compile_options(anjuan_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror=return-type
  -Wno-missing-field-initializers -fstack-protector-strong)
target_include_directories(anjuan_options INTERFACE "${CMAKE_SOURCE_DIR}")
if(ANJUAN_SANITIZER STREQUAL "fuzzer")
  target_compile_options(anjuan_options INTERFACE -fsanitize=fuzzer-no-link,address,undefined)
  target_link_options(anjuan_options INTERFACE -fsanitize=address,undefined)
elseif(ANJUAN_SANITIZER)
  target_compile_options(anjuan_options INTERFACE -fsanitize=${ANJUAN_SANITIZER} -fno-omit-frame-pointer)
  target_link_options(anjuan_options INTERFACE -fsanitize=${ANJUAN_SANITIZER})
endif()

macro(anjuan_find_packages)
  find_package(Boost 1.81 REQUIRED COMPONENTS json unit_test_framework)
  find_package(OpenSSL REQUIRED)
  find_package(ICU 72 REQUIRED COMPONENTS uc i18n data)
  find_package(ZLIB REQUIRED)
  find_package(Threads REQUIRED)
  find_package(fmt REQUIRED)
  find_package(CLI11 REQUIRED)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3>=3.40)
  pkg_check_modules(XAPIAN REQUIRED IMPORTED_TARGET xapian-core>=1.4.18)
  pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
  pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
  # Parsers of foreign formats: only tools/extract may link these (tests/scenarios holds it).
  pkg_check_modules(LIBARCHIVE REQUIRED IMPORTED_TARGET libarchive)
  pkg_check_modules(POPPLER REQUIRED IMPORTED_TARGET poppler-cpp)
  pkg_check_modules(LEPTONICA REQUIRED IMPORTED_TARGET lept)
  pkg_check_modules(TESSERACT REQUIRED IMPORTED_TARGET tesseract)
  pkg_check_modules(PANGO REQUIRED IMPORTED_TARGET pangocairo pangoft2)
  pkg_check_modules(CAIRO REQUIRED IMPORTED_TARGET cairo)
  pkg_check_modules(PUGIXML REQUIRED IMPORTED_TARGET pugixml)
  pkg_check_modules(GUMBO REQUIRED IMPORTED_TARGET gumbo)
  pkg_check_modules(GMIME REQUIRED IMPORTED_TARGET gmime-3.0)
  pkg_check_modules(GSF REQUIRED IMPORTED_TARGET libgsf-1)
endmacro()

# anjuan_library(NAME SOURCES… [PUBLIC TARGETS…] [PRIVATE TARGETS…]): one room, as anjuan::NAME.
# PUBLIC are the rooms whose types appear in our headers.
function(anjuan_library name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  if(ROOM_SOURCES)
    add_library(anjuan_${name} STATIC ${ROOM_SOURCES})
    target_link_libraries(anjuan_${name} PUBLIC ${ROOM_PUBLIC} PRIVATE anjuan_options ${ROOM_PRIVATE})
    target_include_directories(anjuan_${name} PUBLIC "${CMAKE_SOURCE_DIR}")
  else()
    add_library(anjuan_${name} INTERFACE)
    target_link_libraries(anjuan_${name} INTERFACE ${ROOM_PUBLIC})
    target_include_directories(anjuan_${name} INTERFACE "${CMAKE_SOURCE_DIR}")
  endif()
  add_library(anjuan::${name} ALIAS anjuan_${name})
endfunction()

# anjuan_test(NAME SOURCES… [LIBRARIES…] [LABELS…] [TIMEOUT seconds]): one Boost.Test program, one CTest per program.
# A suite that runs no test case fails (Boost.Test's "no test cases matching" exits 0 otherwise).
function(anjuan_test name)
  cmake_parse_arguments(TEST "" "TIMEOUT" "SOURCES;LIBRARIES;LABELS;DEPENDS" ${ARGN})
  add_executable(test_${name} ${TEST_SOURCES})
  target_link_libraries(test_${name} PRIVATE anjuan_options ${TEST_LIBRARIES} anjuan::test_support)
  # main.cpp's BOOST_TEST_MODULE defines main: test_support brings it, so every file can share one precompiled header.
  target_precompile_headers(test_${name} REUSE_FROM anjuan_test_pch)
  target_compile_options(test_${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)  # or ccache passes it by
  set_target_properties(test_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  if(TEST_DEPENDS)
    add_dependencies(test_${name} ${TEST_DEPENDS})
  endif()
  add_test(NAME ${name} COMMAND test_${name} --log_level=message --report_level=short --color_output=no)
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 120)
  endif()
  set_tests_properties(${name} PROPERTIES
    TIMEOUT ${TEST_TIMEOUT} LABELS "${TEST_LABELS}" FAIL_REGULAR_EXPRESSION "no test cases matching;Test setup error"
    ENVIRONMENT "ANJUAN_SOURCE_DIR=${CMAKE_SOURCE_DIR};ANJUAN_BIN_DIR=${CMAKE_BINARY_DIR}/bin")
endfunction()
