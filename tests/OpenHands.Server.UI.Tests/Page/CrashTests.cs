using Microsoft.Playwright;
using OpenHands.Agents.Tests.CodeAct;
using OpenHands.Server.Tests.Sessions;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>The real server as a process of its own, killed while something runs in it, and started again.</summary>
internal sealed class CrashTests : PageTest
{
    // Nobody ever writes into the pipe, so it runs until it is killed.
    private const string Endless = "mkfifo gate; echo begun; cat gate; echo en''ded";

    private readonly List<IDisposable> _directories = [];

    [TearDown]
    public void Delete()
    {
        _directories.ForEach(directory => directory.Dispose());
        _directories.Clear();
    }

    [Test]
    public async Task A_server_that_is_killed_under_the_agents_command_comes_back_with_each_event_once()
    {
        var data = Data();
        var model = Own(await ModelEndpoint.StartAsync(Reply.Call("run", new { command = "echo pre''pared" }), Reply.Call("run", new { command = Endless }), Reply.Say("I would rather stop here.")));
        var server = Own(await ServerProcess.StartAsync(data));
        await OpenAsync(server.Address);
        await StateAsync("Ready");
        await ChooseAsync(model);
        await SayAsync("Wait at the gate");
        await Assertions.Expect(Page.Locator(".screen")).ToContainTextAsync("begun");

        await KillAsync(server);
        await PictureAsync("killed");
        Own(await ServerProcess.StartAsync(data, port: server.Address.Port));
        await SeesAsync("Outcome unknown");
        await SeesAsync("I would rather stop here.");
        await StateAsync("Your turn");
        await RunAsync("echo af''ter");
        await Assertions.Expect(Page.Locator(".card .preview").Last).ToHaveTextAsync("after");

        await Assertions.Expect(Page.GetByText("Trying again")).ToHaveCountAsync(0);
        await ExpectAsync(".message.user", 1);
        await ExpectAsync(".message.agent", 1);
        await ExpectAsync(".lost", 0);
        await ExpectAsync(".card", 3);
        await ExpectAsync(".card.bad", 1);
        Assert.That(await Page.Locator(".card.bad").InnerTextAsync(), Does.Contain("mkfifo gate").And.Contain("Outcome unknown"));
        await PictureAsync("killed-and-back");
    }

    [Test]
    public async Task A_server_that_is_killed_under_the_users_command_comes_back_with_each_event_once()
    {
        var data = Data();
        var server = Own(await ServerProcess.StartAsync(data));
        await OpenAsync(server.Address);
        await StateAsync("Ready");
        await RunAsync("echo be''fore");
        await Assertions.Expect(Page.Locator(".card .preview")).ToHaveTextAsync("before");
        await RunAsync(Endless);
        await Assertions.Expect(Page.Locator(".screen")).ToContainTextAsync("begun");

        await KillAsync(server);
        Own(await ServerProcess.StartAsync(data, port: server.Address.Port));
        await SeesAsync("Outcome unknown");
        await RunAsync("echo af''ter");
        await Assertions.Expect(Page.Locator(".card .preview").Last).ToHaveTextAsync("after");
        await ExpectAsync(".card", 3);
        await ExpectAsync(".card.bad", 1);
        await ExpectAsync(".lost", 0);
        await Page.ReloadAsync();

        await Assertions.Expect(Page.Locator(".card .preview").Last).ToHaveTextAsync("after");
        await ExpectAsync(".card", 3);
        await ExpectAsync(".card.bad", 1);
    }

    private string Data()
    {
        var data = new TempWorkspace();
        _directories.Add(data);
        return data.Root;
    }

    private async Task KillAsync(ServerProcess server)
    {
        Expected.Add("WebSocket");
        Expected.Add("Failed to load resource");
        await server.KillAsync();
        await SeesAsync("The server does not answer. Trying again; nothing is lost.");
        await StateAsync("Offline");
    }

    private async Task ChooseAsync(ModelEndpoint model)
    {
        await Page.Keyboard.PressAsync("Alt+Comma");
        await Page.GetByLabel("Model", new PageGetByLabelOptions { Exact = true }).FillAsync("loopback-1");
        await Page.GetByLabel("API key").FillAsync(ModelEndpoint.Key);
        await Page.GetByLabel("Address of the model's API").FillAsync(model.BaseUrl.ToString());
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save" }).ClickAsync();
        await StateAsync("Ready");
    }

    private Task ExpectAsync(string selector, int count) => Assertions.Expect(Page.Locator(selector)).ToHaveCountAsync(count);
}
