// The marks by which a mail shows what it is: a complaint, an automatic answer, a bounce. They are
// to be asked in this order.
#pragma once

#include <string_view>

#include "codes/mime.h"
#include "codes/status_fields.h"

namespace codes {

// ARF, RFC 5965, and what Outlook.com sends instead.
bool is_complaint(const Mail& mail);

// RFC 3834: the recipient is away, and the message has arrived. Never what a mailer wrote.
bool is_automatic_answer(const Mail& mail);

// Whether this is how a mailer begins to tell people that a message was not delivered: a line of
// its own, as no server says it in a reply.
bool opens_bounce(std::string_view line);

// Whether a sender, as a mail's From shows it, is a mail server.
bool names_mailer(std::string_view sender);

// `human` is what the mail says to people. A report counts as a bounce whatever the words are; so
// does a text without any header that opens like one.
bool is_bounce(const Mail& mail, const StatusFields& fields, std::string_view human);

}  // namespace codes
