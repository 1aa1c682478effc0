// The answer of a name server, read from its bytes (RFC 1035 section 4.1). Asks nobody.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "dns/resolver.h"

namespace dns {

constexpr std::size_t kMaxAliases = 16;  // a longer CNAME chain is malformed, as a loop is

// What `message` tells about `name` and `type`. Only the answer section counts, and in it only the
// records of class IN whose owner is `name` or the end of the CNAME chain that starts there: what
// else a server slips in is passed over. A referral of a server that does not know the zone is
// `refused`. Names come out in lower case; a byte that is no letter,
// digit or other visible character comes out as \DDD, a dot or backslash inside a label escaped.
//
// Error kind protocol: a message cut short, no answer to this question, a compression pointer that
// does not point backwards, a name over 255 bytes, record data that its type does not allow. A
// CNAME loop is an Answer of status malformed, with its aliases. Never reads beyond `message`,
// whatever it says.
base::Result<Answer> parse_answer(std::string_view message, std::string_view name, Type type);

}  // namespace dns
