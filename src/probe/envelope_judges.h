// What replies to MAIL, RCPT, VRFY and EXPN mean. Pure.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "codes/refusal.h"
#include "probe/check.h"
#include "smtp/extensions.h"
#include "smtp/path.h"
#include "smtp/reply.h"

namespace probe {

// A local part that nobody has: "ehlo-probe-" and 16 hexadecimal digits.
std::string nobody();

// True for a 4xx that says, by its words or its code, that who asks again later is let in; not for
// one that has another reason, though it ends in "try again later": a full mailbox.
bool is_greylisting(const smtp::Reply& reply);

// Why a refusal says nothing of what was asked, in the words that go behind "cannot tell, as";
// empty when it does: "the server refuses this client".
std::string_view beside_the_point(codes::About about);

// Where one of these addresses is not ASCII and SMTPUTF8 is not offered: why it is not asked for,
// as no server could be told it (RFC 6531 section 3.2). Else nothing.
std::optional<Judgement> judge_unwritable(const smtp::Extensions& offered,
                                          std::initializer_list<smtp::Path> addresses);

// Of the recipient `shown`; `stranger` is the reply to nobody() at the same domain. A server that
// takes a stranger takes everybody, and its 250 tells nothing.
Judgements judge_recipient(const std::string& shown, const smtp::Reply& reply,
                           const std::optional<smtp::Reply>& stranger);

// Of an address that must be there whatever else is: postmaster, abuse.
Judgements judge_role(const std::string& shown, const smtp::Reply& reply);

// Of MAIL FROM:<>. A port for submission need not take it.
Judgements judge_null_sender(bool submission, const smtp::Reply& reply);

// Of VRFY or EXPN (`verb`) for somebody who should be there, and for nobody().
Judgements judge_disclosure(std::string_view verb, const smtp::Reply& known,
                            const smtp::Reply& stranger);

}  // namespace probe
