// DESIGN §7: what the shell is told.
#pragma once

#include "archive/base/result.hpp"

namespace anjuan::cli {

enum class ExitCode : int {
  done = 0,
  some_refused = 1,  ///< finished with some inputs refused (each named), or failed
  usage = 2,
  not_found = 10,
  busy = 11,
  denied = 12,
  no_space = 13,
  unsupported = 14,
  corrupt = 20,
  interrupted = 130,
};

constexpr ExitCode exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument: return ExitCode::usage;
    case ErrorCode::not_found: return ExitCode::not_found;
    case ErrorCode::busy: return ExitCode::busy;
    case ErrorCode::denied: return ExitCode::denied;
    case ErrorCode::no_space: return ExitCode::no_space;
    case ErrorCode::unsupported: return ExitCode::unsupported;
    case ErrorCode::corrupt: return ExitCode::corrupt;
    case ErrorCode::cancelled: return ExitCode::interrupted;
    case ErrorCode::already_exists:
    case ErrorCode::resource_exhausted:
    case ErrorCode::io:
    case ErrorCode::internal: return ExitCode::some_refused;
  }
  return ExitCode::some_refused;
}

/// What a person can do about it, in Chinese.
constexpr std::string_view remedy_for(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument: return "请改正后再试，用法见 anjuan --help";
    case ErrorCode::not_found: return "请核对编号或路径";
    case ErrorCode::already_exists: return "请先查看已有的；确要另立的，换一个编号、位置或名称";
    case ErrorCode::busy: return "另一个进程正在使用，请稍后再试";
    case ErrorCode::denied: return "请检查权限";
    case ErrorCode::no_space: return "请腾出磁盘空间后重新运行同一命令，已确认收存的不受影响";
    case ErrorCode::unsupported: return "请换用支持的格式，或升级 anjuan";
    case ErrorCode::corrupt: return "请运行 anjuan verify 查明损坏之处，并从备份恢复";
    case ErrorCode::resource_exhausted: return "超出限制，请减少输入后再试";
    case ErrorCode::cancelled: return "已中断，重新运行同一命令即可继续";
    case ErrorCode::io: return "请检查磁盘和路径后再试";
    case ErrorCode::internal: return "这是程序的缺陷，请报告";
  }
  return "";
}

}  // namespace anjuan::cli
