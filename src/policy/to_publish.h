// What to do about records, a line each: what, a colon, and the record as a zone file has it, so
// that it can be copied: "publish: NAME. IN TXT ...", "remove: NAME. IN MX ...".
#pragma once

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "policy/finding.h"
#include "policy/likely_senders.h"

namespace policy {

// False when the DNS says that mail for it goes nowhere: a null MX, or neither MX nor address.
bool gets_mail(MailRule rule);

// `senders` may send for it; whoever else does is suspicious (~all) and not refused at once, for
// somebody who was forgotten may be among them. Nobody at all where a null MX says that it has no
// mail. One without any host may be one that only sends: by whom it must say itself, before -all.
std::string spf_to_publish(std::string_view domain, const LikelySenders& senders);

// Reports first, and a policy once they are read; at once `reject` behind a null MX.
std::string dmarc_to_publish(std::string_view domain, MailRule rule);

std::string tls_rpt_to_publish(std::string_view domain);

// NAME. IN TXT "...": in strings of 255 bytes at most, with \DDD for bytes that are no text.
std::string txt_line(std::string_view name, std::string_view text);

constexpr std::string_view kOrNoMail = "or for no mail: ";

// "publish: " made "publish in its place: ", for a record that replaces the one which is there:
// two of a kind would be worse than one that is wrong.
std::string in_its_place(std::string_view fix);

// Beside a CNAME nothing else may stand (RFC 1034 section 3.6.2), and a zone where it does is
// refused whole: what `fix` wants published at `name` is to go to the end of `aliases`, by whoever
// owns that, or into the place of the CNAME where it gives no addresses, which would be lost with
// it. As it is when there are none. One's own is what is at, below or above `domain`: that of
// `name` when it is empty.
std::string past_aliases(std::string_view fix, std::string_view name,
                         const std::vector<std::string>& aliases, std::string_view domain = {});
void send_past_aliases(std::vector<Finding>& findings, std::string_view name,
                       const std::vector<std::string>& aliases);

// Of several records of one kind, which say different things, one must stay: "remove: ...", then
// "or remove: ..." where there are two.
std::string remove_all_but_one(std::string_view name, const std::vector<std::string>& texts);

// A line of a fix that a person copies, and so must be whole: it holds a record or a command.
bool is_to_copy(std::string_view line);

// The TXT record of MTA-STS with an id made of `now` (UTC), which differs from each one before it:
// senders fetch a policy again only when the id has changed (RFC 8461 section 3.1).
std::string sts_to_publish(std::string_view domain, std::time_t now);

// Lines of a zone: "example.com. IN MX 10 mail.example.com.", "mail.example.com. IN A ADDRESS".
std::string mx_line(std::string_view domain, std::uint16_t preference, std::string_view host);
std::string address_line(std::string_view host, std::string_view type = "A",
                         std::string_view address = "ADDRESS");

}  // namespace policy
