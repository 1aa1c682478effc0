// One message of many, as a line of JSON.
#pragma once

#include <cstdint>
#include <string>

#include "base/deadline.h"
#include "smtp/conversation.h"

namespace report {

// {"n": 1, "accepted": true, "to": ["bob@example.com"], "reply": {...}, "queue_id": "..."} and the
// line's end. `accepted` is null when that cannot be known: the connection was lost behind the dot.
std::string json_of_message(std::uint64_t number, const smtp::Outcome& outcome);

}  // namespace report
