using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>What stands beside the conversation.</summary>
internal sealed class PanelTests : PageTest
{
    private const string Plot = "import matplotlib\nmatplotlib.use('module://matplotlib_inline.backend_inline')\nimport matplotlib.pyplot as plt\nplt.figure(figsize=(6, 3))\nplt.bar(['apples', 'pears', 'plums'], [12, 7, 9], color='#3653cf')\nplt.title('Fruit')\nplt.show()";
    private static readonly string[] s_plugins = ["jupyter"];

    [Test]
    public async Task A_task_fills_every_panel()
    {
        await VisitAsync(() => new ScriptedAgent(
            new CmdRunAction("git init -q . && printf 'fruit,count\\napples,12\\npears,7\\nplums,9\\n' > fruit.csv && ls -l --color=always fruit.csv && printf '\\033[32m✓ data is there\\033[0m\\n'")
            {
                Thought = "First I put the numbers into a file.",
            },
            new FileWriteAction("report.py", "import csv\n\n# How many of each fruit there are.\nwith open('fruit.csv') as file:\n    rows = list(csv.DictReader(file))\n\nprint(sum(int(row['count']) for row in rows))\n"),
            new CmdRunAction("python3 report.py"),
            new IPythonRunCellAction(Plot) { Thought = "A picture says more." },
            new AgentFinishAction { Thought = "There are **28 pieces** of fruit. Most are apples:\n\n| fruit | count |\n|---|---|\n| apples | 12 |\n| plums | 9 |\n| pears | 7 |\n\n`report.py` adds them up." })
        {
            Plugins = s_plugins,
        }, height: 900);
        await StateAsync("Ready");
        await SayAsync("Count the fruit, and draw it");
        await StateAsync("Finished");
        await Assertions.Expect(Page.Locator(".screen")).ToContainTextAsync("28");
        await Page.Locator(".message.agent table").WaitForAsync();
        await PictureAsync("page");

        await Page.Keyboard.PressAsync("Alt+Digit4");
        await Assertions.Expect(Page.GetByAltText("Picture 1 that the cell drew")).ToBeVisibleAsync();
        await PictureAsync("notebook");
        await Page.Keyboard.PressAsync("Alt+Digit3");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "report.py", Exact = true }).ClickAsync();
        await SeesAsync("How many of each fruit there are.");
        await PictureAsync("files");
        await Assertions.Expect(Page.Locator(".card")).ToHaveCountAsync(4);
    }

    [Test]
    public async Task Files_are_edited_saved_uploaded_and_zipped()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        await RunAsync("mkdir -p notes && printf 'one\\r\\ntwo\\r\\n' > notes/list.txt");
        await SeesAsync("You ran");
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Files" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "notes", Exact = true }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "list.txt", Exact = true }).ClickAsync();

        await Page.Locator(".cm-content").ClickAsync();
        await Page.Keyboard.PressAsync("Control+End");
        await Page.Keyboard.TypeAsync("three");
        await Page.Keyboard.PressAsync("Control+KeyS");
        await SeesAsync("Saved.");
        await Page.GetByLabel("Files to upload").SetInputFilesAsync(new FilePayload { Name = "up.bin", MimeType = "application/octet-stream", Buffer = [0, 255, 10, 13] });
        await SeesAsync("Uploaded up.bin.");
        var download = await Page.RunAndWaitForDownloadAsync(() => Page.GetByLabel("Download everything as a zip").ClickAsync());
        await using var zip = await System.IO.Compression.ZipFile.OpenReadAsync(await download.PathAsync());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(zip.Entries.Select(entry => entry.FullName), Does.Contain("notes/list.txt").And.Contain("up.bin"));
            Assert.That(await ReadAsync(zip, "notes/list.txt"), Is.EqualTo("one\r\ntwo\r\nthree"u8.ToArray()));
            Assert.That(await ReadAsync(zip, "up.bin"), Is.EqualTo(new byte[] { 0, 255, 10, 13 }));
        }
    }

    [Test]
    public async Task A_picture_is_downloaded_byte_for_byte()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        var picture = await Page.ScreenshotAsync(new PageScreenshotOptions { Clip = new Clip { Width = 60, Height = 40 } });
        await RunAsync($"mkdir -p drawn && base64 -d > 'drawn/ü 1.png' <<< {Convert.ToBase64String(picture)}");
        await SeesAsync("You ran");
        await Page.Keyboard.PressAsync("Alt+Digit3");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "drawn", Exact = true }).ClickAsync();

        var clicked = await Page.RunAndWaitForDownloadAsync(async () =>
        {
            var file = Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "ü 1.png", Exact = true });
            await file.HoverAsync();
            await PictureAsync("file-download");
            await Page.GetByLabel("Download ü 1.png").ClickAsync();
        });
        var pressed = await Page.RunAndWaitForDownloadAsync(async () =>
        {
            await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "ü 1.png", Exact = true }).FocusAsync();
            await Page.Keyboard.PressAsync("Tab");
            await Page.Keyboard.PressAsync("Enter");
        });
        Expected.Add("415");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "ü 1.png", Exact = true }).ClickAsync();
        await SeesAsync("This file is not text");
        await PictureAsync("file-binary");
        var opened = await Page.RunAndWaitForDownloadAsync(() => Page.GetByText("Download it").ClickAsync());

        Assert.That(new[] { clicked, pressed, opened }.Select(download => download.SuggestedFilename), Is.All.EqualTo("ü 1.png"));
        foreach (var download in new[] { clicked, pressed, opened })
        {
            Assert.That(await File.ReadAllBytesAsync(await download.PathAsync()), Is.EqualTo(picture));
        }
    }

    [Test]
    public async Task A_file_that_is_gone_is_said_to_be()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        await RunAsync("touch fleeting.bin");
        await SeesAsync("You ran");
        await Page.Keyboard.PressAsync("Alt+Digit3");
        var take = Page.GetByLabel("Download fleeting.bin");
        await take.WaitForAsync();
        File.Delete(Directory.GetFiles(Server.Workspaces, "fleeting.bin", SearchOption.AllDirectories).Single());

        Expected.Add("404");
        await take.FocusAsync();
        await Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(Page.Locator(".tree [role=alert]")).ToContainTextAsync("File not found");
    }

    [Test]
    public async Task A_running_command_shows_its_output_takes_input_and_can_be_interrupted()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");

        await RunAsync("echo before; read -r name; echo hello $name; sleep 1000; echo af''ter");
        await Assertions.Expect(Page.Locator(".screen")).ToContainTextAsync("before", new LocatorAssertionsToContainTextOptions { Timeout = 30_000 });
        await SeesAsync("waits for input");
        var input = Page.GetByLabel("Input for the running command");
        await input.FillAsync("Ada");
        await input.PressAsync("Enter");
        await Assertions.Expect(Page.Locator(".screen")).ToContainTextAsync("hello Ada", new LocatorAssertionsToContainTextOptions { Timeout = 30_000 });
        await PictureAsync("running");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Interrupt" }).ClickAsync();
        await Assertions.Expect(Page.GetByLabel("Command", new PageGetByLabelOptions { Exact = true })).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 30_000 });
        await RunAsync("echo again");

        await Assertions.Expect(Page.Locator(".card .preview").Last).ToContainTextAsync("again", new LocatorAssertionsToContainTextOptions { Timeout = 30_000 });
        await Assertions.Expect(Page.Locator(".screen")).Not.ToContainTextAsync("after");
    }

    [TestCase("Alt+KeyI", "Message to the agent")]
    [TestCase("Alt+KeyI", "Input for the running command")]
    [TestCase("Control+KeyC", "Input for the running command")]
    public async Task A_running_command_is_interrupted_by_keys(string keys, string focused)
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        await RunAsync("mkfifo gate; echo begun; cat gate; echo af''ter");
        await Assertions.Expect(Page.Locator(".screen")).ToContainTextAsync("begun");

        await Page.GetByLabel(focused).FocusAsync();
        await Page.Keyboard.PressAsync(keys);
        await Assertions.Expect(Page.Locator(".card .badge.fail")).ToHaveTextAsync("exit 130");

        await RunAsync("echo ne''xt");
        await Assertions.Expect(Page.Locator(".card .preview").Last).ToHaveTextAsync("next");
        var answers = await Server.Session.Events.ReadAsync().OfType<CmdOutputObservation>().ToListAsync();
        Assert.That(answers.Single(answer => answer.Command.Contains("gate", StringComparison.Ordinal)).ExitCode, Is.EqualTo(130));
        await Assertions.Expect(Page.Locator(".screen")).Not.ToContainTextAsync("after");
    }

    [Test]
    public async Task The_browser_shows_what_the_agent_saw()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        var picture = Convert.ToBase64String(await Page.ScreenshotAsync());
        var action = await Server.Session.Events.PublishAsync(new BrowseUrlAction("https://example.com/shop"), EventSource.Agent);

        await Server.Session.Events.PublishAsync(
            new BrowserOutputObservation("https://example.com/shop", picture) { Content = "A shop", OpenPagesUrls = ["https://example.com/", "https://example.com/shop"], ActivePageIndex = 1, Cause = action.Id }, EventSource.Agent);
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Browser" }).ClickAsync();

        await Assertions.Expect(Page.GetByAltText("The page https://example.com/shop as the agent saw it")).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 30_000 });
        await Assertions.Expect(Page.Locator(".browser-tabs li[aria-current=true]")).ToHaveTextAsync("example.com/shop");
        await PictureAsync("browser");
    }

    [Test]
    public async Task An_analyzer_fills_the_security_log()
    {
        await VisitAsync(() => new ScriptedAgent(new CmdRunAction("rm -rf --no-preserve-root /nowhere/at/all"), new CmdRunAction("ls")));
        await StateAsync("Ready");
        await Page.GetByLabel("Settings").ClickAsync();
        await Page.GetByLabel("Security analyzer").SelectOptionAsync("rules");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save" }).ClickAsync();
        await StateAsync("Ready");

        await SayAsync("Clean up");
        await StateAsync("Finished");
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Security" }).ClickAsync();

        await Assertions.Expect(Page.Locator(".security tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(Page.GetByText("Rules of the analyzer")).ToBeVisibleAsync();
        await PictureAsync("security");
    }

    private static async Task<byte[]> ReadAsync(System.IO.Compression.ZipArchive zip, string name)
    {
        await using var entry = await zip.GetEntry(name)!.OpenAsync();
        using var bytes = new MemoryStream();
        await entry.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
