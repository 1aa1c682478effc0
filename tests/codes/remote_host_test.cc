#include "codes/remote_host.h"

#include <doctest/doctest.h>

using codes::host_named_in;

TEST_CASE("the host that refused stands ahead of its address") {
  CHECK(host_named_in("mx.example.net [192.0.2.1] did not like our RCPT TO:") == "mx.example.net");
  CHECK(host_named_in("host mx.example.net[192.0.2.1] said: 550 no") == "mx.example.net");
  CHECK(host_named_in("rejected by the server for example.net by mx.example.net. [192.0.2.1].") ==
        "mx.example.net");
}

TEST_CASE("or behind the words that mailers use") {
  CHECK(host_named_in("... while talking to mx.example.net.:") == "mx.example.net");
  CHECK(host_named_in("Remote server mx.example.net: 550 no") == "mx.example.net");
}

TEST_CASE("an address stands for a host that has no other name there") {
  CHECK(host_named_in("192.0.2.20 does not like recipient.\nRemote host said: 550 no\n"
                      "Giving up on 192.0.2.20.") == "192.0.2.20");
  CHECK(host_named_in("Connected to 192.0.2.20 but sender was rejected.\nRemote host said: 550") ==
        "192.0.2.20");
  CHECK(host_named_in("192.0.2.20 failed after I sent the message.") == "192.0.2.20");
  CHECK(host_named_in("remote host 192.0.2.32 said: 550 no") == "192.0.2.32");
  CHECK(host_named_in("Remote server (192.0.2.7) issued an error.") == "192.0.2.7");
}

TEST_CASE("each mailer has a form of its own") {
  CHECK(host_named_in("host mx.example.net [2001:db8::25]\n SMTP error") == "mx.example.net");
  CHECK(host_named_in("mx.example.net[IPv6:2001:db8::25]: 550 no") == "mx.example.net");
  CHECK(host_named_in("[mx.example.net. 192.0.2.1: timed out]") == "mx.example.net");
  CHECK(host_named_in("bob@example.com mx.example.net Remote Server returned '550 5.1.1 no'") ==
        "mx.example.net");
  CHECK(host_named_in("bob@example.com mx.example.net #550 5.1.1 no ##") == "mx.example.net");
  CHECK(host_named_in("<ex01.corp.example #5.1.1 smtp;550 5.1.1 no>") == "ex01.corp.example");
  CHECK(host_named_in("Error transferring to MX.EXAMPLE.NET; SMTP Protocol Returned an Error") ==
        "MX.EXAMPLE.NET");
  CHECK(host_named_in("Rcpt To: <b@example.com>\nServer:    <mx.example.net>\n") ==
        "mx.example.net");
  CHECK(host_named_in("Remote MTA mx.example.net: SMTP diagnostic: 550 no") == "mx.example.net");
  CHECK(host_named_in("Host: smarthost.example.org, Error: 554 no") == "smarthost.example.org");
  CHECK(host_named_in("host mail.example.org[private/dovecot-lmtp] said: 552 5.2.2 full") ==
        "mail.example.org");
}

TEST_CASE("who writes the bounce and who sent the message are not who refused") {
  CHECK(host_named_in("This is the mail system at host mail.example.org.").empty());
  CHECK(host_named_in("554 5.7.1 <mail.sender.example[192.0.2.3]>: Client host rejected").empty());
  CHECK(host_named_in("550 SPF: client mail.sender.example[192.0.2.3] is not allowed").empty());
  CHECK(host_named_in("550 mail from mail.sender.example [192.0.2.3] refused").empty());
  CHECK(host_named_in("host mx.example.net[192.0.2.1] said: 554 <c.example[192.0.2.3]>: no") ==
        "mx.example.net");
}

TEST_CASE("a code is no address: three numbers with dots") {
  CHECK(host_named_in("remote server: 5.1.1 unknown").empty());
}

TEST_CASE("an address, a code in brackets and a name without a dot are no hosts") {
  CHECK(host_named_in("a@example.net [192.0.2.1]").empty());
  CHECK(host_named_in("550 5.7.1 [192.0.2.1] blocked").empty());
  CHECK(host_named_in("host mail said: 550 no").empty());
  CHECK(host_named_in("[").empty());
}

TEST_CASE("a text of nothing but marks is soon read") {
  std::string marks;
  for (int i = 0; i < 500'000; ++i) marks += "[1";
  CHECK(host_named_in(marks).empty());
  CHECK(host_named_in(std::string(300, 'x') + ".example[192.0.2.1]").empty());
}
