// Whether an answer says that there is nothing, or anything at all.
#pragma once

#include "dns/resolver.h"

namespace dns {

// True when the DNS denies the record: no such name, or none of that type there. A failure to tell
// is no denial.
constexpr bool is_denied(Status status) {
  return status == Status::no_data || status == Status::no_name;
}

// False for a failure to tell.
constexpr bool is_told(Status status) { return status == Status::data || is_denied(status); }

}  // namespace dns
