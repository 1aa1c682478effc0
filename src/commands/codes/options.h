// What was asked of `ehlo codes`.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace commands {

struct CodesOptions {
  std::vector<std::string> what;  // codes, patterns, texts, files, folders; none: standard input
  std::string as = "auto";        // auto, text, mail, log
  std::string search;             // words; empty: no search
  std::string reason;
  int klass = 0;  // 0: any
  bool list = false;
  bool json = false;
  bool brief = false;  // --short
  bool explain = false;
  bool why = false;
  bool summary = false;
  std::string since;
  std::string rules;  // a file
  bool exit_by_class = false;
};

void bind_codes_options(CLI::App& app, CodesOptions& options);

}  // namespace commands
