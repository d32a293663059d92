using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpenHands.Server.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Sessions;

/// <summary>A real server process whose sessions run in containers.</summary>
internal sealed class DockerServerTests
{
    private static string? Image => Environment.GetEnvironmentVariable("OPENHANDS_TEST_IMAGE_FULL");

    [Test]
    public async Task Commands_and_files_are_those_of_the_container_which_is_gone_after_Ctrl_C()
    {
        if (Image is not { } image)
        {
            Assert.Ignore("There are no images to test with. Run ./test.sh, which starts an engine and makes them.");
            return;
        }

        using var data = new TempWorkspace();
        await using var server = await ServerProcess.StartAsync(data.Root, "docker", image);
        await using var client = await TestClient.ConnectAsync(server.Address);
        var start = await client.InitializeAsync();
        Assert.That(start[^1].State(), Is.EqualTo("init"), string.Join("\n", start.Select(frame => frame.ToJsonString())));
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", client.Token);
        var session = (string)(await http.GetFromJsonAsync<JsonObject>("/api/session"))!["id"]!;

        using var upload = new MultipartFormDataContent { { new StringContent("uploaded"), "files", "up.txt" } };
        using var uploaded = await http.PostAsync("/api/upload-files", upload);
        using var saved = await http.PostAsJsonAsync("/api/save-file", new { filePath = "sub/saved.txt", content = "saved" });
        await client.RunAsync("cat up.txt sub/saved.txt; test -f /.dockerenv && echo in a container");
        var command = (await client.ReceiveUntilAsync(frame => frame.Observation() == "run"))[^1];
        var listed = await http.GetFromJsonAsync<string[]>("/api/list-files");
        using var outside = await http.GetAsync("/api/select-file?file=/etc/passwd");
        var before = await ContainersAsync(session);
        var exitCode = await server.InterruptAsync();

        Assert.That(((int)uploaded.StatusCode, (int)saved.StatusCode, (int)outside.StatusCode), Is.EqualTo((200, 200, 403)));
        Assert.That(command.Content(), Does.StartWith("uploadedsavedin a container"));
        Assert.That(listed, Is.EqualTo((string[])["sub/", "up.txt"]));
        Assert.That((before, exitCode), Is.EqualTo(($"openhands-{session}", 0)));
        Assert.That(await ContainersAsync(session), Is.Empty);
    }

    private static async Task<string> ContainersAsync(string session)
    {
        using var docker = Process.Start(new ProcessStartInfo("docker", ["ps", "--all", "--filter", $"name={session}", "--format", "{{.Names}}"]) { RedirectStandardOutput = true })!;
        var names = await docker.StandardOutput.ReadToEndAsync();
        await docker.WaitForExitAsync();
        return names.Trim();
    }
}
