using OpenHands.Execution.Host;

namespace OpenHands.Remote.Tests;

/// <summary>Accounts of an image, as its list tells them.</summary>
public sealed class UserAccountTests
{
    private static readonly string[] s_lines =
    [
        "root:x:0:0:root:/root:/bin/bash",
        "someone:x:1000:1000::/home/someone:/bin/sh",
        "other:x:1001:100:,,,:/srv/other:/bin/false",
        "broken line",
        "bad:x:number:0::/:/bin/sh",
    ];

    [Test]
    public void An_account_that_is_there_keeps_its_number_group_and_home()
    {
        Assert.That(UserAccount.Find(s_lines, "other"), Is.EqualTo(new UserAccount.Account("other", 1001, 100, "/srv/other")));
        Assert.That(UserAccount.Find(s_lines, "bad"), Is.Null);
        Assert.That(UserAccount.Find(s_lines, "nobody"), Is.Null);
    }

    [TestCase(1000, 1002u)]
    [TestCase(1500, 1500u)]
    public void A_number_that_is_taken_gives_way_to_the_next_free_one(int wanted, uint expected)
    {
        Assert.That(UserAccount.FreeId(s_lines, wanted), Is.EqualTo(expected));
    }
}
