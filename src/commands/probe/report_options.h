// In which forms `ehlo probe` is to report, beside its text.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace commands {

struct ProbeReportOptions {
  std::string junit, baseline, record, emit_session;

  bool nagios = false;
  std::string warning, critical;  // TIME each
  std::string host;               // -H, as check_smtp has it: a host, never a domain
  std::uint64_t port = 0;         // 0: not given
};

void bind_probe_report_options(CLI::App& app, ProbeReportOptions& options);

// The targets that were given, and the one of -H and -p.
std::vector<std::string> all_targets(std::vector<std::string> targets,
                                     const ProbeReportOptions& options);

}  // namespace commands
