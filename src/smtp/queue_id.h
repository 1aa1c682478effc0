// The name a server gave to a message it took over.
#pragma once

#include <optional>
#include <string>

#include "smtp/reply.h"

namespace smtp {

// From the final reply of Postfix ("queued as X"), Exim ("id=X"), sendmail and OpenSMTPD ("X
// Message accepted for delivery"), Exchange ("[InternalId=X"), qmail ("qp X"), Gmail ("OK  T X -
// gsmtp"), Dovecot ("X Saved") and what looks alike. Printable; nothing where there is none.
std::optional<std::string> queue_id(const Reply& reply);

}  // namespace smtp
