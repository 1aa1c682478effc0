// What `ehlo probe` may do to a server beyond a look.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace commands {

struct ProbeTestOptions {
  bool envelope = false;
  std::vector<std::string> recipients{};
  std::string from{}, retry_greylist{};
  std::vector<std::string> relay{};  // FROM and TO
  bool open_relay = false, ntlm = false, starttls = false, smuggling = false, tls_enumerate = false;
};

void bind_probe_test_options(CLI::App& app, ProbeTestOptions& options);

}  // namespace commands
