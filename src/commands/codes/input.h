// Where the mails and logs of `ehlo codes` come from.
#pragma once

#include <functional>
#include <istream>
#include <string>
#include <string_view>

#include "base/result.h"
#include "codes/line_reader.h"

namespace commands {

enum class InputKind { text, mail, mbox, log, bounce_text, json };

// What somebody copied may begin with empty lines.
std::string_view without_blank_lines(std::string_view beginning);

// Looks at the first bytes behind such lines: "From " is an mbox, header fields are a mail, the
// words by which mailers begin are the text of a bounce, a date or what a log reader knows is a
// log; anything else is a text.
InputKind sniff(std::string_view beginning);

// Error kind parse for what is compressed, with the command that reads it, and for what
// `must_be_text` and has NUL bytes: a log may have them where a disk was full.
base::Result<void> check_readable(std::string_view beginning, const std::string& place,
                                  bool must_be_text);

// Called with each mail and where it stood ("new/1.eml", "inbox:3"). It deals with its own errors:
// one bad mail must not hide the others.
using TakeMail = std::function<void(std::string_view mail, const std::string& place)>;

// The mails of an mbox, one after another; memory for one mail at a time. A line that is longer
// than the reader takes is left out.
void each_mail_of_mbox(codes::LineReader& lines, const std::string& name, const TakeMail& take);

// The mails of a Maildir (new/ and cur/) or of a folder of files, in the order of their names; of a
// mail over the limit its beginning, for a report stands ahead of the copy. `unread` is called with
// the files that cannot be read.
using TakeError = std::function<void(const base::Error& error)>;
void each_mail_of_folder(const std::string& folder, const TakeMail& take, const TakeError& unread);

// A whole mail, of which `beginning` is read already; Error kind parse over the limit of
// codes/mime.h.
base::Result<std::string> read_mail(std::istream& in, std::string beginning = {});

// "PATH cannot be read", of kind no_input.
base::Error unreadable(const std::string& path);

bool is_folder(const std::string& path);
bool is_file(const std::string& path);
// One word, as no server but Exchange says it: with a '/' in it or an extension; of a language
// without blanks with the extension of a mail, a log or a text. What is meant for
// a file and is not there must not be explained as if it were a reply.
bool looks_like_path(std::string_view text);

}  // namespace commands
