#include "commands/send/options.h"

#include <array>

#include "commands/colour.h"
#include "commands/option_batch.h"

namespace commands {
namespace {

void bind_target(CLI::App& app, SendOptions& o) {
  const auto text = [&](const char* names, std::string& value, const char* type,
                        const char* about) {
    app.add_option(names, value, about)->type_name(type)->group("Where to");
  };
  text("-s,--server", o.server, "HOST[:PORT]",
       "the server: a name, an address, [v6]:port, or an smtp://, smtps:// or lmtp:// URL\n"
       "(default: the MX of the first recipient's domain)");
  text("-p,--port", o.port, "PORT", "its port, a number or a service name (default: 25)");
  text("--socket", o.socket, "PATH", "speak over a unix socket");
  text("--pipe", o.pipe, "COMMAND", "speak to a command's standard input and output");
  text("--copy-routing", o.copy_routing, "DOMAIN", "go where mail for this domain goes");
  app.add_flag("-4,--ipv4", o.ipv4, "use IPv4 only")->group("Where to");
  app.add_flag("-6,--ipv6", o.ipv6, "use IPv6 only")->group("Where to");
  app.add_flag("--lmtp", o.lmtp, "speak LMTP")->group("Where to");
  text("--local-interface", o.local_interface, "ADDRESS|DEVICE",
       "send from this address or device");
  text("--local-port", o.local_port, "PORT", "send from this port");
  app.add_option("--dns-server", o.dns_servers, "ask this name server; may be repeated")
      ->type_name("ADDRESS[:PORT]")
      ->allow_extra_args(false)
      ->group("Where to");
  app.add_option("--timeout", o.timeout,
                 "for each reply and each write: 5s, 3m, 0 for none\n"
                 "(default: 30s, and 10m for the reply to the end of the message)")
      ->type_name("TIME")
      ->group("Where to");
}

void bind_envelope(CLI::App& app, SendOptions& o) {
  const auto list = [&](const char* names, std::vector<std::string>& value, const char* about) {
    app.add_option(names, value, about)
        ->type_name("ADDRESS,...")
        ->allow_extra_args(false)
        ->group("Envelope");
  };
  app.add_option("-f,--from", o.from,
                 "the envelope sender; <> is the null sender\n"
                 "(default: the user's name at this host)")
      ->type_name("ADDRESS")
      ->group("Envelope");
  list("-t,--to", o.to, "recipients; may be repeated");
  list("--cc", o.cc, "recipients that stand in Cc");
  list("--bcc", o.bcc, "recipients that stand nowhere in the message");
  app.add_option("--helo,--ehlo,--lhlo", o.helo,
                 "the name given to the server (default: this host's)")
      ->type_name("NAME")
      ->group("Envelope");
  app.add_flag("--pipeline", o.pipeline,
               "send MAIL, RCPT and DATA in one write, if the server offers PIPELINING")
      ->group("Envelope");
  const auto stop = [&](const char* names, std::string& value, const char* about) {
    app.add_option(names, value, about)->type_name("STAGE")->group("Envelope");
  };
  stop("-q,--quit-after", o.quit_after,
       "leave with QUIT behind this stage: banner, first-ehlo, ehlo, tls, auth, mail, rcpt, dot");
  stop("--drop-after", o.drop_after,
       "close the connection behind the reply to this stage (also data)");
  stop("--drop-after-send", o.drop_after_send,
       "close the connection as soon as this stage's command is sent");
}

void bind_extensions(CLI::App& app, SendOptions& o) {
  const auto text = [&](const char* names, std::optional<std::string>& value, const char* type,
                        const char* about) {
    app.add_option(names, value, about)->type_name(type)->group("Extensions");
  };
  const auto flag = [&](const char* names, bool& value, const char* about) {
    app.add_flag(names, value, about)->group("Extensions");
  };
  const auto list = [&](const char* names, std::vector<std::string>& value, const char* about) {
    app.add_option(names, value, about)
        ->type_name("WORD")
        ->allow_extra_args(false)
        ->group("Extensions");
  };
  text("--dsn-ret", o.dsn_ret, "FULL|HDRS", "what a report shall hold of the message (DSN)");
  text("--dsn-envid", o.dsn_envid, "TEXT", "what a report shall call the message (DSN)");
  text("--dsn-notify", o.dsn_notify, "LIST",
       "when to report: NEVER, or of SUCCESS,FAILURE,DELAY (DSN)");
  text("--dsn-orcpt", o.dsn_orcpt, "[TYPE;]ADDRESS", "the recipient as it was at first (DSN)");
  flag("--smtputf8", o.smtputf8, "demand SMTPUTF8; an address that needs it asks for it anyway");
  flag("--requiretls", o.requiretls, "demand REQUIRETLS: TLS all the way, or a bounce");
  text("--deliver-by", o.deliver_by, "SECONDS[;MODE]",
       "R: return it when it is not delivered by then; N: tell of it (DELIVERBY)");
  text("--hold-for", o.hold_for, "TIME", "deliver it no sooner (FUTURERELEASE)");
  text("--hold-until", o.hold_until, "MOMENT", "likewise, as 2026-12-01T08:00:00Z");
  text("--priority", o.priority, "NUMBER", "-9 to 9 (MT-PRIORITY)");
  text("--rrvs", o.rrvs, "MOMENT", "only to who has the mailbox since then (RRVS)");
  text("--mail-auth", o.mail_auth, "ADDRESS|<>", "who submitted it: AUTH= on MAIL");
  list("--mail-param", o.mail_param, "add this to MAIL as it is; may be repeated");
  list("--rcpt-param", o.rcpt_param, "add this to every RCPT as it is; may be repeated");
  flag("--prdr", o.prdr, "demand a reply for each recipient behind the message (PRDR)");
  flag("--chunking", o.chunking, "send the message by BDAT instead of DATA (CHUNKING)");
  app.add_option("--chunk-size", o.chunk_size,
                 "octets of one BDAT; means --chunking (default: 256KiB)")
      ->type_name("SIZE")
      ->group("Extensions");
  flag("--binary", o.binary,
       "send attachments, or --data, without any encoding (BINARYMIME); means --chunking");
}

void bind_proxied(CLI::App& app, SendOptions& o) {
  constexpr std::array kAttributes{
      "xclient",        "xclient-addr",         "xclient-name",     "xclient-port",
      "xclient-proto",  "xclient-destaddr",     "xclient-destport", "xclient-helo",
      "xclient-login",  "xclient-reverse-name", "xforward-addr",    "xforward-name",
      "xforward-port",  "xforward-proto",       "xforward-helo",    "xforward-ident",
      "xforward-source"};
  for (const std::string name : kAttributes) {
    const std::string verb = name.substr(0, name.find('-'));
    app.add_option("--" + name, o.named[name],
                   name == verb ? "send XCLIENT with this behind it, as it is"
                                : "this attribute of " +
                                      std::string(verb == "xclient" ? "XCLIENT" : "XFORWARD"))
        ->type_name("TEXT")
        ->allow_extra_args(false)
        ->group("For another client");
  }
  const auto flag = [&](const char* names, bool& value, const char* about) {
    app.add_flag(names, value, about)->group("For another client");
  };
  const auto text = [&](const char* names, std::string& value, const char* type,
                        const char* about) {
    app.add_option(names, value, about)->type_name(type)->group("For another client");
  };
  flag("--xclient-delim", o.xclient_delim, "what follows is an XCLIENT of its own");
  flag("--xclient-no-verify", o.xclient_no_verify, "send attributes that are not offered too");
  flag("--xclient-before-starttls", o.xclient_before_starttls, "XCLIENT before STARTTLS");
  flag("--xclient-optional", o.xclient_optional, "go on without XCLIENT, or when it is refused");
  flag("--xclient-optional-strict", o.xclient_optional_strict,
       "go on without XCLIENT, but not when it is refused");
  text("--proxy-version", o.proxy.version, "1|2", "of the PROXY protocol (default: 1)");
  text("--proxy", o.proxy.free_form, "TEXT", "the PROXY header, as it is, behind its first word");
  text("--proxy-family", o.proxy.family, "FAMILY",
       "TCP4 or TCP6; version 2: AF_INET, AF_INET6, AF_UNIX or AF_UNSPEC");
  text("--proxy-protocol", o.proxy.protocol, "PROTOCOL",
       "version 2: STREAM (the default), DGRAM or UNSPEC");
  text("--proxy-command", o.proxy.command, "COMMAND", "version 2: PROXY (the default) or LOCAL");
  text("--proxy-source", o.proxy.source, "ADDRESS", "the client that the proxy speaks for");
  text("--proxy-source-port", o.proxy.source_port, "PORT", "its port");
  text("--proxy-dest", o.proxy.dest, "ADDRESS", "the address that it had connected to");
  text("--proxy-dest-port", o.proxy.dest_port, "PORT", "its port");
  app.add_option("--proxy-tlv", o.proxy.tlvs,
                 "version 2: TYPE=VALUE behind the addresses; may be repeated")
      ->type_name("TLV")
      ->allow_extra_args(false)
      ->group("For another client");
}

void bind_tls(CLI::App& app, SendOptions& o) {
  const auto flag = [&](const char* names, bool& value, const char* about) {
    app.add_flag(names, value, about)->group("TLS");
  };
  const auto text = [&](const char* names, std::string& value, const char* type,
                        const char* about) {
    app.add_option(names, value, about)->type_name(type)->group("TLS");
  };
  flag("--tls", o.tls, "require STARTTLS");
  flag("--tls-optional", o.tls_optional,
       "use STARTTLS if offered; go on in clear when it is refused");
  flag("--tls-optional-strict", o.tls_optional_strict,
       "use STARTTLS if offered; then it must succeed\n"
       "(this is the default, but not with --pipe)");
  flag("--tls-on-connect,--tlsc", o.tls_on_connect, "TLS from the first byte (default port: 465)");
  flag("--no-tls", o.no_tls, "never use TLS");
  flag("--insecure", o.insecure, "send credentials even in clear or to an unverified server");
  flag("--tls-verify", o.tls_verify,
       "the certificate must be trusted and name the server;\n"
       "this and the next three mean --tls too");
  flag("--tls-verify-ca", o.tls_verify_ca, "the certificate must be trusted");
  flag("--tls-verify-host", o.tls_verify_host, "the certificate must name the server");
  text("--tls-verify-target", o.tls_verify_target, "NAME",
       "as --tls-verify, for this name instead of the server's");
  text("--tls-ca-path", o.tls_ca_path, "FILE|DIR", "trusted certificates (default: the system's)");
  text("--tls-cert", o.tls_cert, "FILE", "client certificate (PEM)");
  text("--tls-key", o.tls_key, "FILE", "its private key (PEM; default: in the certificate's file)");
  text("--tls-chain", o.tls_chain, "FILE", "certificates between it and its root (PEM)");
  text("--tls-key-password-file", o.tls_key_password_file, "FILE", "the passphrase of the key");
  app.add_option("--tls-sni", o.tls_sni,
                 "the server name to ask for; empty for none (default: the host's name)")
      ->type_name("NAME")
      ->group("TLS");
  app.add_option("--tls-protocol", o.tls_protocol,
                 "versions: tlsv1_2,tlsv1_3 allows only these, no_tlsv1_3 all others")
      ->type_name("LIST")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group("TLS");
  text("--tls-cipher", o.tls_cipher, "LIST",
       "cipher suites of TLS 1.2 and 1.3, mixed, with colons between them");
  text("--tls-get-peer-cert", o.tls_get_peer_cert, "FILE", "write the server's certificate here");
  text("--tls-get-peer-chain", o.tls_get_peer_chain, "FILE", "write the server's whole chain here");
}

void bind_auth(CLI::App& app, SendOptions& o) {
  const auto use = [&](const char* names, std::vector<std::string>& value, bool& requested,
                       const char* about) {
    app.add_option_function<std::vector<std::string>>(
           names,
           [&value, &requested](const std::vector<std::string>& given) {
             requested = true;
             value = given;
           },
           about)
        ->type_name("[MECHANISM,...]")
        ->expected(0, 1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->allow_extra_args(false)
        ->delimiter(',')
        ->group("Login");
  };
  const auto text = [&](const char* names, std::string& value, const char* type,
                        const char* about) {
    app.add_option(names, value, about)->type_name(type)->group("Login");
  };
  use("-a,--auth", o.auth, o.auth_requested,
      "log in, with these mechanisms in this order (default: the strongest offered first)");
  use("--auth-optional", o.auth_optional, o.auth_optional_requested,
      "log in if AUTH is offered; go on when it is refused");
  use("--auth-optional-strict", o.auth_optional_strict, o.auth_strict_requested,
      "log in if AUTH is offered; then it must succeed");
  app.add_flag("--no-auth", o.no_auth, "do not log in, whatever the configuration says")
      ->group("Login");
  app.add_flag("--auth-force", o.auth_force,
               "try the named mechanisms even if they are not offered")
      ->group("Login");
  text("--auth-user", o.auth_user, "USER",
       "the user's name (default: from ~/.netrc); alone it means --auth");
  text("--auth-authzid", o.auth_authzid, "USER", "act as this user");
  text("--auth-realm", o.auth_realm, "REALM", "for DIGEST-MD5");
  text("--auth-domain", o.auth_domain, "DOMAIN", "for NTLM");
  const auto secret = [&](const char* names, std::optional<std::string>& value, const char* about) {
    app.add_option(names, value, about)->type_name("TEXT")->group("Login");
  };
  secret("--auth-password", o.auth_password,
         "the password; all users of this machine can see it: prefer the next two");
  text("--auth-password-file", o.auth_password_file, "FILE",
       "the password, on the file's first line");
  text("--auth-password-command", o.auth_password_command, "COMMAND",
       "the password, on the first line of what it prints");
  secret("--auth-token", o.auth_token,
         "a bearer token for OAUTHBEARER and XOAUTH2; as visible as a password here");
  text("--auth-token-file", o.auth_token_file, "FILE", "the token, on the file's first line");
  text("--auth-token-command", o.auth_token_command, "COMMAND",
       "the token, on the first line of what it prints");
}

void bind_message(CLI::App& app, SendOptions& o) {
  const auto list = [&](const char* names, std::vector<std::string>& value, const char* about) {
    app.add_option(names, value, about)
        ->type_name("'NAME: VALUE'")
        ->allow_extra_args(false)
        ->group("Message");
  };
  list("--header", o.headers,
       "set a header field in place of the one of that name; so does --h-NAME VALUE");
  list("--add-header", o.added_headers, "add a header field");
  app.add_option("--subject", o.subject, "the subject")->type_name("TEXT")->group("Message");
  app.add_option("--body", o.body, "the body: text, @FILE, or - for standard input")
      ->type_name("TEXT|@FILE|-")
      ->group("Message");
  app.add_option("--html", o.html, "the body as HTML too: text, @FILE, or -")
      ->type_name("TEXT|@FILE|-")
      ->group("Message");
  const auto part = [&](const char* name, std::vector<std::string>& value, const char* type,
                        const char* about) {
    app.add_option(name, value, about)->type_name(type)->allow_extra_args(false)->group("Message");
  };
  part("--attach", o.attach, "[TYPE:]@FILE[;name=NAME]",
       "attach a file; also -, or a text that has a type; may be repeated");
  part("--attach-type", o.attach_type, "TYPE",
       "the media type for the --attach behind it, up to the next --attach-type\n"
       "(default: by the file's name)");
  app.add_option("--attach-name", o.attach_name,
                 "the file name for the next --attach; left out: it tells none")
      ->type_name("[NAME]")
      ->expected(0, 1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false)
      ->group("Message");
  part("--attach-body", o.attach_body, "TEXT|@FILE|-",
       "the body, of the --attach-type before it; several make an alternative");
  part("--inline", o.inlined, "CID:FILE", "a file that the HTML shows as <img src=\"cid:CID\">");
  app.add_flag("--8bit", o.eight_bit,
               "keep text outside ASCII as it is where the server offers 8BITMIME")
      ->group("Message");
  app.add_option("-d,--data", o.data, "a whole message (RFC 5322), sent as it is: @FILE or -")
      ->type_name("@FILE|-")
      ->group("Message");
  app.add_option("--sample", o.sample,
                 "a message for tests: eicar, gtube, 8bit, smtputf8, long-lines, nested-mime,\n"
                 "empty or bare-lf")
      ->type_name("NAME")
      ->group("Message");
  app.add_flag("--no-data-fixup", o.no_data_fixup,
               "send --data's bytes raw: no CRLF made, no dot stuffed, no final dot")
      ->group("Message");
  app.add_flag("--tokens", o.tokens,
               "in --data, replace {{date}} {{from}} {{to}} {{message_id}} and swaks' %TOKENS%")
      ->group("Message");
  part("--sign-dkim", o.sign_dkim, "DOMAIN:SELECTOR:KEYFILE",
       "sign with this private key (PEM; RSA or Ed25519) by DKIM; may be repeated");
  app.add_option("--dkim-canon", o.dkim_canon,
                 "the form of header and body that is signed: simple or relaxed\n"
                 "(default: relaxed/relaxed)")
      ->type_name("HEADER[/BODY]")
      ->group("Message");
  app.add_flag("--dump-mail", o.dump_mail, "print the message and send nothing")->group("Message");
}

void bind_load(CLI::App& app, SendOptions& o) {
  const auto text = [&](const char* name, std::string& value, const char* type, const char* about) {
    app.add_option(name, value, about)->type_name(type)->group("Many messages");
  };
  text("--count", o.count, "NUMBER",
       "send so many, and sum up; {{n}} {{uuid}} {{date}} {{message_id}} {{from}} {{to}}\n"
       "in subject, header and body are replaced");
  text("--recipients", o.recipients, "FILE",
       "one recipient a line, and a message for each (with --count: in turn)");
  text("--sessions", o.sessions, "NUMBER", "over so many connections at a time (default: 1)");
  text("--reuse", o.reuse, "NUMBER", "so many messages over one connection (default: all)");
  text("--rate", o.rate, "NUMBER/s", "no faster than this; also /m and /h");
}

void bind_output(CLI::App& app, SendOptions& o) {
  const auto flag = [&](const char* names, bool& value, const char* about) {
    app.add_flag(names, value, about)->group("Output");
  };
  flag("--show-data", o.show_data, "show every line of the message (default: the first 40)");
  flag("-n,--suppress-data", o.suppress_data, "show no line of the message");
  flag("--timing,--show-time-lapse", o.timing, "show how long each reply took");
  flag("--raw", o.raw, "show the bytes in hexadecimal too");
  flag("--hide-send", o.hide_send, "hide what the client says");
  flag("--hide-receive", o.hide_receive, "hide what the server says");
  flag("--hide-info,--hide-informational", o.hide_info, "hide comments");
  flag("--hide-all", o.hide_all, "hide the whole conversation");
  app.add_option_function<std::vector<std::string>>(
         "-S,--silent",
         [&o](const std::vector<std::string>& given) {
           o.silent_requested = true;
           o.silent = given;
         },
         "1 (the default level): show nothing until a failure, and all from there;\n"
         "2: show only what failed; 3: show nothing at all")
      ->type_name("[LEVEL]")
      ->expected(0, 1)
      ->group("Output");
  flag("--json", o.json,
       "print one JSON object instead of the conversation; of many messages a line each");
  app.add_option("--record", o.record, "write the conversation to a session file that can be run")
      ->type_name("FILE")
      ->group("Output");
  bind_colour(app, o.color);
}

}  // namespace

void bind_send_options(CLI::App& app, SendOptions& options) {
  for (const auto bind : {bind_target, bind_envelope, bind_extensions, bind_proxied, bind_tls,
                          bind_auth, bind_message, bind_load, bind_output}) {
    const OptionBatch batch(app);
    bind(app, options);
  }
}

}  // namespace commands
