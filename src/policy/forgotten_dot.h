// A name that stands in a zone without the dot at its end, and so gets the zone's behind it.
#pragma once

#include <string_view>

#include "policy/mail_routing.h"

namespace policy {

// True for a host that does not exist, where what stands before `domain` is a mail host's name by
// itself: one of the domain's, or a provider's.
bool lacks_dot(const MailExchanger& host, std::string_view domain);

// "mx1.example.com" for mx1.example.com.example.com, and so for each name below `domain`; empty for
// others.
std::string_view without_domain(std::string_view name, std::string_view domain);

}  // namespace policy
