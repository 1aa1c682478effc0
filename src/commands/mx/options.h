// What was asked of `ehlo mx`.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace commands {

struct MxOptions {
  std::vector<std::string> domains;  // names; "-" and "@FILE" are lists
  std::string route;                 // an address
  std::vector<std::string> only;     // names of topics
  std::vector<std::string> selectors;
  std::vector<std::string> dnsbls;
  bool sender_check = false;
  std::string spf_check;              // IP[,SENDER[,HELO]]
  std::vector<std::string> tlsa_for;  // files
  bool all = false;
  bool explain = false;

  std::vector<std::string> dns_servers;
  std::string dns_timeout = "5s";
  std::string tls_ca_path;
  std::uint64_t jobs = 8;

  std::string fail_on = "fail";
  bool json = false;
  bool brief = false;  // --short
  std::string color = "auto";
};

void bind_mx_options(CLI::App& app, MxOptions& options);

}  // namespace commands
