// What a domain that publishes nothing should publish: "publish: NAME. IN TXT ...".
#pragma once

#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "policy/mail_routing.h"

namespace policy {

// False when the DNS says that mail for it goes nowhere: a null MX, or neither MX nor address.
bool gets_mail(MailRule rule);

// Its mail hosts may send for it; whoever else does is suspicious (~all) and not refused at once,
// for somebody who was forgotten may be among them. Nobody at all where a null MX says that it has
// no mail. One without any host may be one that only sends: by whom it must say itself.
std::string spf_to_publish(std::string_view domain, MailRule rule);

// Reports first, and a policy once they are read; at once `reject` behind a null MX.
std::string dmarc_to_publish(std::string_view domain, MailRule rule);

std::string tls_rpt_to_publish(std::string_view domain);

// `line` is to be published at `name`. Beside a CNAME nothing else may stand (RFC 1034 section
// 3.6.2), and a zone where it does is refused whole: then what to correct comes in its place.
std::string unless_alias(std::string line, std::string_view name,
                         const std::vector<std::string>& aliases);

// The TXT record of MTA-STS with an id made of `now` (UTC), which differs from each one before it:
// senders fetch a policy again only when the id has changed (RFC 8461 section 3.1).
std::string sts_to_publish(std::string_view domain, std::time_t now);

}  // namespace policy
