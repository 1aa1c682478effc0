// What was asked of `ehlo banner`.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "commands/lists/bulk.h"

namespace commands {

struct BannerOptions {
  BulkOptions bulk;
  bool by_mx = false;  // the targets are mail domains
  std::string port = "25";
  bool ipv4 = false, ipv6 = false;
  bool all_addresses = false;
  bool lmtp = false;
  std::vector<std::string> dns_servers;
  std::string timeout = "30s";

  bool ehlo = false;
  std::string helo;  // empty: this host's name
  bool ptr = false;
  bool talk_early = false;

  std::string fail_on = "fail";
  bool json = false;
  std::string color = "auto";
};

void bind_banner_options(CLI::App& app, BannerOptions& options);

}  // namespace commands
