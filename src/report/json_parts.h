// Pieces that every JSON report is made of. Only report/json* knows the library.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "smtp/reply.h"

namespace report {

// Bytes of a server as JSON can hold them: what is not UTF-8 stands as \xHH.
std::string json_text(std::string_view bytes);

// {"code": 550, "status": "5.1.1", "lines": [...]}
nlohmann::ordered_json json_reply(const smtp::Reply& reply);

// nlohmann-json's version, for `ehlo --version`.
std::string json_library_version();

}  // namespace report
