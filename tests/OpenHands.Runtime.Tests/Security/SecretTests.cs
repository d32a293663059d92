using System.Text.Json;

namespace OpenHands.Tests.Security;

[TestFixture]
public sealed class SecretTests
{
    [Test]
    public void A_secret_shows_itself_only_when_asked()
    {
        var secret = new Secret("hunter2");

        Assert.That($"{secret}", Is.EqualTo("******"));
        Assert.That(JsonSerializer.Serialize(new { secret }), Does.Not.Contain("hunter2"));
        Assert.That(secret.Reveal(), Is.EqualTo("hunter2"));
        Assert.That(secret, Is.EqualTo(new Secret("hunter2")));
        Assert.That(Secret.From(""), Is.Null);
    }
}
