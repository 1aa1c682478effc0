#include "policy/mail_provider.h"

#include <doctest/doctest.h>

using policy::mail_provider;

TEST_CASE("a mail host tells its provider by its name") {
  CHECK(mail_provider("aspmx.l.google.com") == "Google Workspace");
  CHECK(mail_provider("alt1.gmail-smtp-in.l.google.com") == "Gmail");
  CHECK(mail_provider("example-com.mail.protection.outlook.com") == "Microsoft 365");
  CHECK(mail_provider("mx.example.com") == "");
  CHECK(mail_provider("notyahoodns.net") == "");
}

TEST_CASE("a provider's SPF record is known where it tells its customers one") {
  CHECK(policy::provider_spf("aspmx.l.google.com") == "_spf.google.com");
  CHECK(policy::provider_spf("example-com.mail.protection.outlook.com") ==
        "spf.protection.outlook.com");
  CHECK(policy::provider_spf("mx1.pphosted.com") == "");
  CHECK(policy::provider_spf("mx.example.com") == "");
}
