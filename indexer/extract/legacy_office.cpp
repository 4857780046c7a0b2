#include <fcntl.h>
#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-input-memory.h>
#include <gsf/gsf-utils.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <memory>
#include <vector>

#include "indexer/extract/formats.hpp"
#include "indexer/extract/sniff_parts.hpp"

namespace anjuan::extract {
namespace {

constexpr std::uint64_t k_max_pdf = 512u << 20;
constexpr std::uint64_t k_cpu_seconds = 110;  // the supervisor waits two minutes
constexpr const char* k_bubblewrap = "/usr/bin/bwrap";
constexpr const char* k_office = "/usr/lib/libreoffice/program/soffice.bin";
constexpr const char* k_office_versions = "/usr/lib/libreoffice/program/versionrc";

// A Chinese edition, or the glyphs of Japanese are taken for Han; and nothing that runs by itself or fetches anything.
constexpr std::string_view k_settings = R"(<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>zh-CN</value></prop></item>
<item oor:path="/org.openoffice.Office.Linguistic/General"><prop oor:name="DefaultLocale_CJK" oor:op="fuse"><value>zh-CN</value></prop></item>
<item oor:path="/org.openoffice.Office.Linguistic/General"><prop oor:name="DefaultLocale" oor:op="fuse"><value>zh-CN</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
)";

const char* suffix_of(std::string_view media_type) {
  if (media_type == "application/msword") return "doc";
  if (media_type == "application/vnd.ms-excel") return "xls";
  if (media_type == "application/vnd.ms-powerpoint") return "ppt";
  if (media_type == "application/rtf") return "rtf";
  if (media_type == "application/vnd.ms-works") return "wps";
  return nullptr;
}

/// The same bytes on a descriptor of its own that the started programs inherit, read from the beginning.
int inherited(int fd) {
  const int copy = dup(fd);
  if (copy >= 0) lseek(copy, 0, SEEK_SET);
  return copy;
}

int memory_file(std::string_view text) {
  const int fd = memfd_create("settings", 0);
  if (fd < 0 || write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size())) return -1;
  lseek(fd, 0, SEEK_SET);
  return fd;
}

/// Everything the conversion may see: programs and fonts to read, a temporary folder in memory. No network, no other process, no home.
std::vector<std::string> command_line(int input_fd, int settings_fd, const std::string& suffix) {
  std::vector<std::string> words = {k_bubblewrap, "--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--ro-bind", "/usr", "/usr",
                                    "--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
                                    "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--dir", "/tmp/home"};
  for (const char* path : {"/etc/fonts", "/etc/libreoffice", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/var/cache/fontconfig"}) {
    words.insert(words.end(), {"--ro-bind-try", path, path});
  }
  const std::string input = "/tmp/in/input." + suffix;
  words.insert(words.end(), {"--dir", "/tmp/in", "--file", std::to_string(input_fd), input, "--dir", "/tmp/profile", "--dir", "/tmp/profile/user", "--file",
                             std::to_string(settings_fd), "/tmp/profile/user/registrymodifications.xcu", "--setenv", "HOME", "/tmp/home", "--setenv", "LANG",
                             "zh_CN.UTF-8", "--setenv", "LC_ALL", "C.UTF-8", "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "SAL_USE_VCLPLUGIN", "svp", "--chdir", "/tmp",
                             // The PDF leaves by standard output, which is the caller's file. A fresh profile makes the first start end with 81, "start me
                             // again", as its own starter would.
                             "/bin/sh", "-c",
                             "convert() { " + std::string(k_office) + " -env:UserInstallation=file:///tmp/profile --headless --norestore --nolockcheck --nologo --convert-to pdf --outdir /tmp/out " +
                                 input + " >/dev/null 2>&1; }; convert; [ $? -ne 81 ] || convert; exec cat /tmp/out/input.pdf"});
  return words;
}

Status run(const std::vector<std::string>& words, int output_fd) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  const pid_t child = fork();
  if (child < 0) return fail(errno_error("fork", errno));
  if (child == 0) {
    const rlimit cpu{k_cpu_seconds, k_cpu_seconds}, size{k_max_pdf, k_max_pdf}, memory{6ull << 30, 6ull << 30}, core{0, 0};
    const int null = open("/dev/null", O_RDWR);
    const bool limited = setrlimit(RLIMIT_CPU, &cpu) == 0 && setrlimit(RLIMIT_FSIZE, &size) == 0 && setrlimit(RLIMIT_AS, &memory) == 0 && setrlimit(RLIMIT_CORE, &core) == 0;
    if (!limited || null < 0 || dup2(null, 0) < 0 || dup2(null, 2) < 0 || dup2(output_fd, 1) < 0) _exit(126);
    execv(pointers[0], pointers.data());
    _exit(127);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return fail(errno_error("waitpid", errno));
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) return fail(ErrorCode::resource_exhausted, "LibreOffice 转换超过时限");
  if (WIFEXITED(status) && WEXITSTATUS(status) >= 126 && WEXITSTATUS(status) <= 127) return fail(ErrorCode::unsupported, "LibreOffice 无法启动，原件已保存");
  return fail(ErrorCode::corrupt, "LibreOffice 无法打开（文件已损坏，或需要口令）");
}

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};

std::string beginning_of(GsfInfile* root, const char* name, std::size_t most) {
  const std::unique_ptr<GsfInput, Unref> stream(gsf_infile_child_by_name(root, name));
  if (!stream || GSF_IS_INFILE_MSOLE(stream.get()) == FALSE) return {};
  const auto size = static_cast<std::size_t>(std::min<gsf_off_t>(std::max<gsf_off_t>(gsf_input_size(stream.get()), 0), static_cast<gsf_off_t>(most)));
  const guint8* data = size == 0 ? nullptr : gsf_input_read(stream.get(), size, nullptr);
  return data == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(data), size);
}

/// FILEPASS among the first records of a workbook ([MS-XLS] 2.4.117).
bool workbook_has_password(std::string_view book) {
  for (std::size_t at = 0, records = 0; at + 4 <= book.size() && records < 200; ++records) {
    if (le16_at(book, at) == 0x002F) return true;
    at += 4 + le16_at(book, at + 2);
  }
  return false;
}

}  // namespace

bool is_legacy_office(std::string_view media_type) { return suffix_of(media_type.substr(0, media_type.find(';'))) != nullptr; }

Status check_legacy_office(ByteView bytes) {
  if (!as_text(bytes).starts_with("\xD0\xCF\x11\xE0")) return {};
  static const bool initialised = [] {
    gsf_init();
    return true;
  }();
  (void)initialised;
  const std::unique_ptr<GsfInput, Unref> memory(gsf_input_memory_new(reinterpret_cast<const guint8*>(bytes.data()), static_cast<gsf_off_t>(bytes.size()), FALSE));
  GError* error = nullptr;
  const std::unique_ptr<GsfInfile, Unref> root(gsf_infile_msole_new(memory.get(), &error));
  if (error) g_error_free(error);
  if (!root) return fail(ErrorCode::corrupt, "OLE 文件已损坏");
  const int count = gsf_infile_num_children(root.get());
  for (int i = 0; i < count; ++i) {
    const char* name = gsf_infile_name_by_index(root.get(), i);
    if (name == nullptr) continue;
    if (std::strcmp(name, "EncryptedSummary") == 0) return fail(ErrorCode::denied, "文件已加密，需要口令");
    if (std::strstr(name, "DRMContent") != nullptr) return fail(ErrorCode::denied, "文件受权限管理（DRM）保护，无法打开");
  }
  const std::string word = beginning_of(root.get(), "WordDocument", 32);
  if (word.size() >= 12 && (le16_at(word, 10) & 0x0100)) return fail(ErrorCode::denied, "文件已加密，需要口令");  // fEncrypted of the FIB
  for (const char* name : {"Workbook", "Book"}) {
    if (workbook_has_password(beginning_of(root.get(), name, 64 * 1024))) return fail(ErrorCode::denied, "文件已加密，需要口令");
  }
  const std::string user = beginning_of(root.get(), "Current User", 32);
  if (user.size() >= 16 && le32_at(user, 12) == 0xF3D1C4DF) return fail(ErrorCode::denied, "文件已加密，需要口令");  // [MS-PPT] headerToken
  return {};
}

Status convert_legacy_office(int input_fd, std::string_view media_type, int output_fd) {
  const char* suffix = suffix_of(media_type.substr(0, media_type.find(';')));
  if (suffix == nullptr) return fail(ErrorCode::unsupported, "不支持的格式：" + std::string(media_type));
  if (access(k_office, X_OK) != 0) return fail(ErrorCode::unsupported, "需要 LibreOffice（未安装），原件已保存");
  if (access(k_bubblewrap, X_OK) != 0) return fail(ErrorCode::unsupported, "需要 bubblewrap（未安装）才能安全地运行 LibreOffice，原件已保存");
  const int input = inherited(input_fd), settings = memory_file(k_settings);
  if (input < 0 || settings < 0) return fail(errno_error("prepare the conversion", errno));
  const Status converted = run(command_line(input, settings, suffix), output_fd);
  close(input);
  close(settings);
  TRY(converted);
  char head[5] = {};
  struct stat status {};
  if (fstat(output_fd, &status) != 0 || pread(output_fd, head, sizeof head, 0) != sizeof head || std::memcmp(head, "%PDF-", 5) != 0) {
    return fail(ErrorCode::corrupt, "LibreOffice 没有给出结果（文件已损坏，或需要口令）");
  }
  return {};
}

std::string legacy_office_engine() {
  std::ifstream versions(k_office_versions);
  for (std::string line; std::getline(versions, line);) {
    if (line.starts_with("AboutBoxVersion=")) return "libreoffice " + line.substr(16);
  }
  return "libreoffice";
}

}  // namespace anjuan::extract
