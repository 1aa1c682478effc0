// What a user can ask of `ehlo serve`, as one plain value.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "commands/variable_options.h"
#include "net/address.h"

namespace commands {

struct ServeOptions {
  std::string file;  // a session file, or -; empty: the sink
  bool loop = false;
  VariableOptions variables;

  std::string listen = "127.0.0.1:2525";
  std::string name;  // empty: the machine's
  bool lmtp = false;
  bool once = false;
  std::uint64_t count = 0;  // messages; 0: no end
  std::string timeout = "5m";
  std::string max_size = "2GiB";
  std::vector<std::pair<std::string, std::string>> rules;  // pattern, reply

  std::string tls_cert, tls_key, tls_key_password_file;
  bool tls_on_connect = false, no_tls = false;
  std::vector<std::string> users;  // NAME:PASSWORD-FILE

  std::string maildir, mbox;

  std::string color = "auto";
  bool show_data = false, quiet = false;
};

// Adds the options to `app`, bound to `options`, in groups as --help shows them.
void bind_serve_options(CLI::App& app, ServeOptions& options);

// "127.0.0.1:2525", "[::1]:0", "192.0.2.1", "localhost:2525", "2525", "unix:PATH". Without a port
// 2525; without an address 127.0.0.1. Error kind parse.
base::Result<net::Address> parse_listen(const std::string& text);

}  // namespace commands
