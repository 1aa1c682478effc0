// The host that refused, where the words of a bounce name it.
#pragma once

#include <string>
#include <string_view>

namespace codes {

// "mx.example.net [192.0.2.1] did not like our RCPT TO", "host mx.example.net[192.0.2.1] said",
// "... while talking to mx.example.net.:", "Giving up on 192.0.2.1.": a name where there is one,
// else an IPv4 address. Empty when none is named; what is said of the client, or of the system that
// writes the bounce, is none.
std::string host_named_in(std::string_view text);

}  // namespace codes
