// The steps of a 销毁清册: consent, approval, the signed paper, execution, taking back (R-222…R-225).
#include "tools/cli/disposal_output.hpp"
#include "tools/cli/reporter.hpp"
#include "tools/flows/indexing.hpp"

namespace anjuan::cli {

namespace {

class ConsentCommand final : public DisposalChange {
 public:
  std::string_view name() const override { return "destruction consent"; }
  std::string_view help() const override { return "管检举控告的人同意销毁清册上的检举控告（R-224）"; }
  std::string_view examples() const override { return "  anjuan destruction consent 销毁〔2036〕第1号 --for 孙干事"; }

 private:
  bool may_type_for_himself() const override { return true; }
  void declare_more(Arguments&) override {}
  Result<DisposalRow> change(Context&, DisposalRoom& room, Transaction& transaction, const registry::Act& act) override {
    return room.disposal->consent(transaction, number(), act);
  }
};

class ApproveCommand final : public DisposalChange {
 public:
  std::string_view name() const override { return "destruction approve"; }
  std::string_view help() const override { return "领导批准销毁清册（R-222）"; }
  std::string_view examples() const override { return "  anjuan destruction approve 销毁〔2036〕第1号 --for 赵部长"; }

 private:
  bool may_type_for_himself() const override { return true; }
  void declare_more(Arguments&) override {}
  Result<DisposalRow> change(Context&, DisposalRoom& room, Transaction& transaction, const registry::Act& act) override {
    return room.disposal->approve(transaction, number(), act);
  }
};

class SignCommand final : public DisposalChange {
 public:
  std::string_view name() const override { return "destruction sign"; }
  std::string_view help() const override { return "交存签过字的清册的扫描件，此后才可以执行（R-225）"; }
  std::string_view examples() const override {
    return "  anjuan ingest 清册.pdf --kind 销毁清册\n  anjuan destruction sign 销毁〔2036〕第1号 --scan i4k9m --for 方档案";
  }

 private:
  void declare_more(Arguments& arguments) override { arguments.option("--scan", m_scan, "签过字的清册（件，种类 销毁清册）"); }
  Result<DisposalRow> change(Context& context, DisposalRoom& room, Transaction& transaction, const registry::Act& act) override {
    if (m_scan.empty()) return fail(ErrorCode::invalid_argument, "没有写签过字的清册（--scan 件）（R-225）");
    TRY_ASSIGN(const Item scan, context.visible_item(m_scan));
    return room.disposal->sign(transaction, number(), scan, act);
  }
  std::string m_scan;
};

class ExecuteCommand final : public DisposalChange {
 public:
  std::string_view name() const override { return "destruction execute"; }
  std::string_view help() const override { return "执行销毁：两人监销，原件、文字和索引里的内容一并清除；目录和清册永久保存（R-222、R-224）"; }
  std::string_view examples() const override {
    return "  anjuan destruction execute 销毁〔2036〕第1号 --for 胡档案 --supervisor 方档案 --supervisor 李四 --method 粉碎";
  }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(Archive* const archive, context.archive());
    // Nobody captures or reads meanwhile, from the permit until the bytes are gone.
    TRY_ASSIGN(const auto lock, archive->lock_for_capture());
    TRY_ASSIGN(const ExitCode code, DisposalChange::run(context));
    context.out.flush();
    const Status purged = take_away(context, *archive);
    if (!purged) context.advise("已经记为销毁，内容还没有清除完：请运行 anjuan gc");
    TRY(purged);
    return code;
  }

 private:
  void declare_more(Arguments& arguments) override {
    arguments.repeated("--supervisor", m_supervisors, "监销人，两名：一名档案人员，一名形成档案的科室的");
    arguments.option("--method", m_method, "纸质档案怎样销毁：粉碎、化浆、焚烧");
  }
  Result<DisposalRow> change(Context&, DisposalRoom& room, Transaction& transaction, const registry::Act& act) override {
    if (m_supervisors.size() != 2) return fail(ErrorCode::invalid_argument, "监销人要两名（--supervisor 两次）（R-222）");
    return room.disposal->execute(transaction, number(), {{m_supervisors[0], m_supervisors[1]}, m_method}, act);
  }
  static Status take_away(Context& context, Archive& archive) {
    Reporter bar(context);
    PurgeOptions options;
    options.progress = [&](std::uint64_t done, std::uint64_t total) {
      flows::Progress progress;
      progress.phase = flows::Phase::verify;
      progress.done = done;
      progress.total = total;
      bar.progress(progress);
    };
    TRY(archive.purge(options));
    flows::Summary summary;
    return flows::purge_index(archive, context.cancel(), bar, summary);
  }
  std::vector<std::string> m_supervisors;
  std::string m_method;
};

class WithdrawCommand final : public DisposalChange {
 public:
  std::string_view name() const override { return "destruction withdraw"; }
  std::string_view help() const override { return "执行以前撤销整份清册"; }
  std::string_view examples() const override { return "  anjuan destruction withdraw 销毁〔2036〕第1号 --reason 有新的诉讼 --for 方档案"; }

 private:
  void declare_more(Arguments& arguments) override { arguments.option("--reason", m_reason, "理由"); }
  Result<DisposalRow> change(Context&, DisposalRoom& room, Transaction& transaction, const registry::Act& act) override {
    return room.disposal->withdraw(transaction, number(), m_reason, act);
  }
  std::string m_reason;
};

}  // namespace

std::vector<CommandPtr> make_destruction_steps() {
  std::vector<CommandPtr> commands;
  commands.push_back(std::make_unique<ConsentCommand>());
  commands.push_back(std::make_unique<ApproveCommand>());
  commands.push_back(std::make_unique<SignCommand>());
  commands.push_back(std::make_unique<ExecuteCommand>());
  commands.push_back(std::make_unique<WithdrawCommand>());
  return commands;
}

}  // namespace anjuan::cli
