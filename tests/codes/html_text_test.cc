#include "codes/html_text.h"

#include <doctest/doctest.h>

using codes::without_tags;

TEST_CASE("tags go, and those that end a line end one") {
  CHECK(without_tags("<p>one</p><b>two</b><br/>three<DIV class=\"a\">four") ==
        "\none\ntwo\nthree\nfour");
}

TEST_CASE("the commonest entities are read, and the others stay") {
  CHECK(without_tags("&lt;bob@b.example&gt;&nbsp;said:&#39;no&apos; &amp;amp; &quot;") ==
        "<bob@b.example> said:'no' &amp; \"");
  CHECK(without_tags("&copy; & &;") == "&copy; & &;");
}

TEST_CASE("a tag or an entity without an end takes nothing more than the rest") {
  CHECK(without_tags("550 no <br") == "550 no \n");
  CHECK(without_tags("550 &lt") == "550 &lt");
  CHECK(without_tags("<") == "");
}
