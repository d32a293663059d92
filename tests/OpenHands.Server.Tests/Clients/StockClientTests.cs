using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Clients;

/// <summary>What the web clients of 0.9.3 and 0.11 do, in their order.</summary>
internal sealed class StockClientTests
{
    private const string AllFeatures = "output,tokens,status,screen,alive";

    [Test]
    public async Task A_stock_client_loads_talks_and_uses_its_terminal([Values("0.9.3", "0.11")] string version, [Values("", AllFeatures)] string features)
    {
        await using var server = await ServerUnderTest.StartAsync(agent: () => ScriptedSteps.Agent(
            new CmdRunAction("ls") { Thought = "Let me look." }, new MessageAction("Done") { WaitForResponse = true }));
        await using var client = await StockClient.OpenAsync(server.Address, version, features);

        var frames = await client.ReceiveUntilStateAsync("init");
        await client.SayAsync("please list files");
        frames.AddRange(await client.ReceiveUntilStateAsync("awaiting_user_input"));
        await client.TypeAsync("pwd");
        frames.AddRange(await client.ReceiveUntilAsync(frame => frame.Observation() == "run"));

        Assert.That(
            StockClient.Shown(frames),
            Is.EqualTo((string[])["loading", "init", "running", "action run", "observation run", "action message", "awaiting_user_input", "observation run"]));
        Assert.That(await client.GetAsync("/api/root_task"), Is.InstanceOf<JsonObject>());
    }

    [Test]
    public async Task A_stock_client_confirms_one_command_and_rejects_the_next([Values("0.9.3", "0.11")] string version, [Values("", AllFeatures)] string features)
    {
        await using var server = await ServerUnderTest.StartAsync(agent: () => ScriptedSteps.Agent(new CmdRunAction("make") { Thought = "Build it." }, new CmdRunAction("make install")));
        await using var client = await StockClient.OpenAsync(server.Address, version, features, confirms: true);
        await client.ReceiveUntilStateAsync("init");

        await client.SayAsync("build it", "data:image/png;base64,iVBORw0KGgo=");
        var asked = await client.ReceiveUntilStateAsync("awaiting_user_confirmation");
        await client.ChangeStateAsync("user_confirmed");
        var confirmed = await client.ReceiveUntilStateAsync("awaiting_user_confirmation");
        await client.ChangeStateAsync("user_rejected");
        var rejected = await client.ReceiveUntilStateAsync("awaiting_user_input");

        var shown = (string[])[.. StockClient.Shown([.. asked, .. confirmed, .. rejected])];
        Assert.That(
            Consents([.. asked, .. confirmed, .. rejected]),
            Is.EqualTo((string[])["make awaiting_confirmation", "make confirmed", "make install awaiting_confirmation", "make install rejected"]));
        Assert.That(shown.Count(word => word == "observation run"), Is.EqualTo(1));
        Assert.That(shown, Has.Member("user_confirmed").And.Member("user_rejected").And.Member("observation user_rejected"));
    }

    [Test]
    public async Task A_stock_client_uses_files_settings_and_a_reload([Values("0.9.3", "0.11")] string version, [Values("", AllFeatures)] string features)
    {
        await using var server = await WorkspaceServer.StartAsync(initialize: false, agent: () => ScriptedSteps.Agent(new CmdRunAction("mkdir src && echo 'print(1)' > src/main.py")));
        await using var client = await StockClient.OpenAsync(server.Address, version, features);
        var first = await client.ReceiveUntilStateAsync("init");
        Assert.That(await client.GetAsync("/api/list-files"), Is.InstanceOf<JsonArray>());
        await client.SayAsync("write a program");
        first.AddRange(await client.ReceiveUntilStateAsync("awaiting_user_input"));

        await UseFilesAsync(client);
        if (version == "0.11")
        {
            await DownloadZipAsync(client);
        }

        await client.TypeAsync("cat src/main.py; cat added.txt", isHidden: true);
        first.AddRange(await client.ReceiveUntilAsync(frame => frame.Observation() == "run"));
        client.Abort();

        // A reload knows the token and no event; another tab looks on.
        await using var reloaded = await StockClient.OpenAsync(server.Address, version, features, $"token={client.Token}");
        var second = await reloaded.ReceiveUntilAsync(frame => frame.State() is not null);
        await reloaded.TypeAsync("echo still here");
        var answer = await reloaded.ReceiveUntilAsync(frame => frame.Observation() == "run");

        var command = first.Last(frame => frame.Observation() == "run");
        Assert.That(command.Content(), Does.StartWith("print(2)").And.Contain("dropped"));
        Assert.That((bool?)command["extras"]!["hidden"], Is.EqualTo(version == "0.11" ? true : null));
        Assert.That(second.Where(frame => frame.State() is null).Select(frame => frame.Id()).Where(id => id >= 0), Is.Unique.And.Ordered);
        Assert.That(StockClient.Shown(second).Where(word => word is "action message" or "observation run"), Has.Exactly(2).EqualTo("observation run").And.Some.EqualTo("action message"));
        Assert.That(second[^1].State(), Is.EqualTo("awaiting_user_input"));
        Assert.That(answer[^1].Content(), Does.StartWith("still here"));
    }

    [Test]
    public async Task A_stock_client_uses_its_security_dialog_and_shares_feedback([Values("0.9.3", "0.11")] string version, [Values("", AllFeatures)] string features)
    {
        await using var feedback = await FeedbackService.StartAsync();
        await using var server = await ServerUnderTest.StartAsync(
            options => options.FeedbackAddress = feedback.Address,
            agent: () => ScriptedSteps.Agent(new CmdRunAction("echo hello"), new MessageAction("Done") { WaitForResponse = true }, new CmdRunAction("echo hello again")));
        await using var client = await StockClient.OpenAsync(server.Address, version, features, confirms: true, analyzer: "rules");
        var frames = await client.ReceiveUntilStateAsync("init");

        var policy = await client.GetAsync("/api/security/policy");
        var settings = await client.GetAsync("/api/security/settings");
        await client.SayAsync("say hello");
        frames.AddRange(await client.ReceiveUntilAsync(frame => frame.Observation() == "run"));
        frames.AddRange(await client.ReceiveUntilStateAsync("awaiting_user_input"));

        // From now on everything waits.
        var changed = await client.PostTextAsync("/api/security/settings", new JsonObject { ["RISK_SEVERITY"] = 0 });
        var kept = await client.PostTextAsync("/api/security/policy", new JsonObject { ["policy"] = (string)policy["policy"]! });
        await client.SayAsync("once more");
        frames.AddRange(await client.ReceiveUntilStateAsync("awaiting_user_confirmation"));
        await client.ChangeStateAsync("user_rejected");
        frames.AddRange(await client.ReceiveUntilStateAsync("awaiting_user_input"));
        var trace = await client.GetAsync("/api/security/export-trace");
        var shared = await client.PostAsync("/api/submit-feedback", FeedbackOf(client, frames));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int?)settings["RISK_SEVERITY"], Is.EqualTo((int)SecurityRisk.Medium));
            Assert.That((int?)changed["RISK_SEVERITY"], Is.Zero);
            Assert.That((string?)kept["policy"], Is.EqualTo((string?)policy["policy"]));
            Assert.That(Consents(frames), Is.EqualTo((string[])["echo hello confirmed", "echo hello again awaiting_confirmation", "echo hello again rejected"]));
            Assert.That(frames.Where(frame => frame.Action() == "run").Select(frame => (int?)frame["args"]!["security_risk"]), Is.All.EqualTo((int)SecurityRisk.Low));
            Assert.That(trace.AsArray(), Is.Not.Empty);
            Assert.That((int?)shared["statusCode"], Is.EqualTo(200));
            Assert.That((string?)shared["body"]!["feedback_id"], Is.EqualTo("7"));
            Assert.That(JsonNode.Parse(feedback.Received!)!["trajectory"]!.AsArray(), Has.Count.EqualTo(frames.Count));
        }
    }

    [Test]
    public async Task The_0_9_3_client_reconnects_by_itself_and_goes_on()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var first = await StockClient.OpenAsync(server.Address, "0.9.3");
        await first.ReceiveUntilStateAsync("init");
        await first.TypeAsync("one");
        await first.ReceiveUntilAsync(frame => frame.Observation() == "run");
        first.Abort();

        await using var second = await StockClient.OpenAsync(server.Address, "0.9.3", query: $"token={first.Token}&latest_event_id={first.LatestEventId}");
        var frames = await second.ReceiveUntilAsync(frame => frame.State() is not null);
        await second.TypeAsync("two");
        frames.AddRange(await second.ReceiveUntilAsync(frame => frame.Observation() == "run"));

        Assert.That(frames[0].ContainsKey("token"), Is.True);
        Assert.That(StockClient.Shown(frames), Is.EqualTo((string[])["init", "observation run"]));
    }

    [Test]
    public async Task After_stopping_the_0_9_3_client_begins_a_new_session_on_a_new_socket()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var first = await StockClient.OpenAsync(server.Address, "0.9.3");
        await first.ReceiveUntilStateAsync("init");

        await first.ChangeStateAsync("stopped");
        await first.ReceiveUntilStateAsync("stopped");
        await first.CloseAsync();
        await using var second = await StockClient.OpenAsync(server.Address, "0.9.3");
        var frames = await second.ReceiveUntilStateAsync("init");

        Assert.That(second.Token, Is.Not.EqualTo(first.Token));
        Assert.That(StockClient.Shown(frames), Is.EqualTo((string[])["loading", "init"]));
    }

    private static async Task UseFilesAsync(StockClient client)
    {
        Assert.That((string[])[.. (await client.GetAsync("/api/list-files")).AsArray().Select(name => (string)name!)], Has.Member("src/"));
        Assert.That((await client.GetAsync("/api/list-files?path=src%2F")).AsArray().Select(name => (string)name!), Is.EqualTo((string[])["src/main.py"]));
        Assert.That((string)(await client.GetAsync("/api/select-file?file=src%2Fmain.py"))["code"]!, Is.EqualTo("print(1)\n"));
        var saved = await client.PostAsync("/api/save-file", JsonContent("src/main.py", "print(2)\n"));
        Assert.That((string)saved["message"]!, Is.EqualTo("File saved successfully"));

        using var upload = new MultipartFormDataContent
        {
            { new ByteArrayContent("dropped\n"u8.ToArray()), "files", "added.txt" },
            { new StringContent("0"), "skippedFilesCount" },
            { new StringContent("1"), "uploadedFilesCount" },
        };
        var uploaded = await client.PostAsync("/api/upload-files", upload);
        Assert.That(uploaded["uploaded_files"]!.AsArray().Select(name => (string)name!), Is.EqualTo((string[])["added.txt"]));
        Assert.That(uploaded["skipped_files"]!.AsArray(), Is.Empty);
    }

    private static async Task DownloadZipAsync(StockClient client)
    {
        await using var zip = new ZipArchive(new MemoryStream(await client.DownloadAsync("/api/zip-directory")));

        Assert.That(zip.Entries.Select(entry => entry.FullName), Has.Member("src/main.py").And.Member("added.txt"));
    }

    private static StringContent FeedbackOf(StockClient client, IEnumerable<JsonObject> frames)
    {
        var feedback = new JsonObject
        {
            ["version"] = "1.0", ["feedback"] = "positive", ["email"] = "a@example.com", ["permissions"] = "private", ["token"] = client.Token,
            ["trajectory"] = new JsonArray([.. frames.Select(frame => frame.DeepClone())]),
        };
        return new StringContent(feedback.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
    }

    private static StringContent JsonContent(string path, string content) =>
        new(new JsonObject { ["filePath"] = path, ["content"] = content }.ToJsonString(), System.Text.Encoding.UTF8, "application/json");

    private static IEnumerable<string> Consents(IEnumerable<JsonObject> frames) =>
        frames.Where(frame => frame.Action() == "run").Select(frame => string.Create(CultureInfo.InvariantCulture, $"{frame["args"]!["command"]} {frame["args"]!["is_confirmed"]}"));
}
