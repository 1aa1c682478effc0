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

// `human` is what the mail says to people. A report counts as a bounce whatever the words are.
bool is_bounce(const Mail& mail, const StatusFields& fields, std::string_view human);

}  // namespace codes
