// What was asked of `ehlo probe`.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "commands/lists/bulk.h"
#include "commands/probe/report_options.h"
#include "commands/probe/test_options.h"
#include "commands/send/options.h"

namespace commands {

struct ProbeOptions {
  BulkOptions bulk;
  bool submission = false;
  std::vector<std::string> only, skip;  // ids of checks, names of stages
  std::vector<std::string> dnsbls;

  std::string helo, timeout = "30s", max_time = "2m";
  bool ipv4 = false, ipv6 = false;
  std::vector<std::string> dns_servers;
  std::string dns_timeout = "5s";

  std::string tls_ca_path, tls_verify_target;
  std::optional<std::string> tls_sni;
  std::optional<std::uint64_t> cert_warn, cert_fail;  // days
  std::vector<std::string> pins;

  SendOptions login;  // its options --auth-* alone
  bool insecure = false;

  std::string fail_on = "fail", color = "auto";
  bool json = false, all = false, list_checks = false;
  std::string explain;
  ProbeReportOptions report;
  ProbeTestOptions tests;
};

// By --json, or as there is a file to go on from.
inline bool writes_json(const ProbeOptions& options) {
  return options.json || !options.bulk.resume.empty();
}

void bind_probe_options(CLI::App& app, ProbeOptions& options);

}  // namespace commands
