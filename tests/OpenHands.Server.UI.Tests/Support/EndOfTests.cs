namespace OpenHands.Server.UI.Tests;

/// <summary>Ends the browser after the last test.</summary>
[SetUpFixture]
public sealed class EndOfTests
{
    [OneTimeTearDown]
    public Task End() => Support.Chromium.EndAsync();
}
