// What a mail program finds of a domain's servers in the DNS (RFC 6186, RFC 8314 section 5.1).
#pragma once

#include <string>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "policy/row.h"

namespace policy {

// _submissions, _submission, _imaps, _imap, _pop3s and _pop3.
Row srv_row(dns::Resolver& resolver, const std::string& domain, base::Deadline deadline);

// Its questions, to ask them at once.
std::vector<dns::Question> srv_questions(const std::string& domain);

}  // namespace policy
