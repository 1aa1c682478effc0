// Pieces that every JSON report is made of. Only report/json* knows the library.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "policy/finding.h"
#include "report/json_results.h"
#include "smtp/reply.h"

namespace report {

// Bytes of a server as JSON can hold them: what is not UTF-8 stands as \xHH.
std::string json_text(std::string_view bytes);

// {"code": 550, "status": "5.1.1", "lines": [...]}
nlohmann::ordered_json json_reply(const smtp::Reply& reply);

// {"verdict": "warn", "text": ..., "fix": ..., "column": 4}
nlohmann::ordered_json json_finding(const policy::Finding& finding);

// "exit", and "exits" where --fail-on matters: {"warn": 1, "fail": 0}.
constexpr const char* kExit = "exit";
constexpr const char* kExits = "exits";
void add_status(nlohmann::ordered_json& json, const ResultStatus& status);

// One line of NDJSON, in ASCII alone: it may go to a terminal, and hold what a server said.
std::string json_line(const nlohmann::ordered_json& json);

// nlohmann-json's version, for `ehlo --version`.
std::string json_library_version();

}  // namespace report
