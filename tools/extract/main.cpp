// anjuan-extract: reads documents for anjuan, which starts it. Not a command for people.
#include <fcntl.h>
#include <sys/socket.h>

#include <clocale>
#include <cstdio>
#include <cstring>

#include "indexer/worker/protocol.hpp"
#include "tools/extract/zygote.hpp"

int main(int count, char** words) {
  int type = 0;
  socklen_t size = sizeof type;
  const bool called = count == 2 && std::strcmp(words[1], "--serve") == 0;
  if (!called || getsockopt(anjuan::helper::k_control_fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_SEQPACKET) {
    std::fputs("anjuan-extract 由 anjuan 启动，在沙箱中读取文件，不单独使用。\n", stderr);
    return 2;
  }
  fcntl(anjuan::helper::k_control_fd, F_SETFD, FD_CLOEXEC);
  // libarchive gives no names in the "C" locale. Numbers keep the dot.
  std::setlocale(LC_ALL, "C.UTF-8");
  return anjuan::helper::serve();
}
