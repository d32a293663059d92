using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OpenHands.Local;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>What is seen while a session starts, and when it cannot.</summary>
internal sealed class StartTests : PageTest
{
    private static readonly string[] s_plugins = ["gate"];

    [Test]
    public async Task The_phases_of_a_start_are_shown_while_it_lasts()
    {
        var gate = new GatePlugin();
        await VisitAsync(() => new ScriptedAgent { Plugins = s_plugins }, runtime: runtime => runtime.AddPlugin(gate.Name, _ => gate));

        var start = Page.GetByLabel("Start of the session");
        await Assertions.Expect(start).ToContainTextAsync("Initializing the plugin 'gate'.");
        await Assertions.Expect(start).ToContainTextAsync("Starting the shell.");
        await Assertions.Expect(start.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Starting the session…");
        await PictureAsync("starting");
        gate.Open();

        await StateAsync("Ready");
        await Assertions.Expect(start).ToBeHiddenAsync();
    }

    [Test]
    public async Task A_runtime_that_does_not_start_says_in_which_phase_and_why_and_can_be_started_again()
    {
        LocalRuntimeOptions? options = null;
        await VisitAsync(() => new ScriptedAgent(), runtime: runtime => runtime.Services.Configure<LocalRuntimeOptions>(local => (options = local).BashPath = "/nowhere/bash"));
        await StateAsync("Failed");

        var start = Page.GetByLabel("Start of the session");
        await Assertions.Expect(start.GetByRole(AriaRole.Heading)).ToHaveTextAsync("The session did not start");
        await Assertions.Expect(start.GetByRole(AriaRole.Alert)).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^bash was not found as '/nowhere/bash'"));
        await Assertions.Expect(start.GetByRole(AriaRole.Listitem).Last).ToContainTextAsync("Starting the shell.");
        await PictureAsync("failed-runtime");
        await start.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Settings" }).ClickAsync();
        await Page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = "Settings" }).WaitForAsync();
        await Page.Keyboard.PressAsync("Escape");
        options!.BashPath = "bash";
        await start.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Start it again" }).ClickAsync();

        await StateAsync("Ready");
        await Assertions.Expect(start).ToBeHiddenAsync();
    }

    [Test]
    public async Task Without_a_model_the_agent_says_what_to_set_and_the_terminal_works()
    {
        await VisitAsync(null);
        await StateAsync("Ready");

        await SayAsync("Do something");
        await StateAsync("Your turn");
        await RunAsync("echo still at hand");

        await SeesAsync("has no model to ask here");
        await SeesAsync("still at hand");
        await PictureAsync("no-model");
    }
}
