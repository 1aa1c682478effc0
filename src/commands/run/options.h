// What a user can ask of `ehlo run`, as one plain value.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "commands/variable_options.h"

namespace commands {

struct RunOptions {
  std::vector<std::string> files;  // FILE, DIR or -
  std::string only;                // a glob; empty: all

  VariableOptions variables;

  // Where to.
  std::string server;
  std::vector<std::string> connect_to, dns_servers;
  bool ipv4 = false, ipv6 = false;
  std::string timeout = "30s";
  std::string max_time = "0";
  std::string tls_ca_path;
  bool insecure = false;

  // How.
  std::uint64_t jobs = 1, repeat = 1, retry = 0;
  std::string retry_interval = "5s";
  bool fail_fast = false, allow_unchecked = false;
  std::uint64_t from_line = 1, to_line = 0;  // 0: the last

  // Instead of running.
  bool check = false, format = false, in_place = false, to_session = false;

  // Output.
  bool json = false, tap = false, verbose = false, quiet = false;
  std::string junit, color = "auto";
};

// Adds the options to `app`, bound to `options`, in groups as --help shows them.
void bind_run_options(CLI::App& app, RunOptions& options);

}  // namespace commands
