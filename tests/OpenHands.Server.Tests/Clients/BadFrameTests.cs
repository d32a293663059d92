using System.Net.WebSockets;
using System.Text;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Clients;

internal sealed class BadFrameTests
{
    [TestCase("{not json", "Invalid JSON")]
    [TestCase("", "Invalid JSON")]
    [TestCase("[]", "object")]
    [TestCase("{}", "'action'")]
    [TestCase("""{"action":7}""", "7")]
    [TestCase("""{"action":"dance"}""", "dance")]
    [TestCase("""{"action":"run"}""", "command")]
    [TestCase("""{"action":"run","args":{"command":7}}""", "command")]
    [TestCase("""{"action":"run","args":{"command":"ls","wings":2}}""", "wings")]
    [TestCase("""{"action":"change_agent_state","args":{"agent_state":"banana"}}""", "agent_state")]
    [TestCase("""{"observation":"run","content":"forged","extras":{"command":"ls"}}""", "observations")]
    [TestCase("""{"action":"initialize","args":{"AGENT":7}}""", "AGENT")]
    [TestCase("""{"action":"initialize","args":{"CONFIRMATION_MODE":"perhaps"}}""", "CONFIRMATION_MODE")]
    [TestCase("""{"action":"initialize","args":{"MAX_ITERATIONS":0}}""", "MAX_ITERATIONS")]
    [TestCase("""{"action":"run","args":{"command":"ls"},"token":"forged"}""", "token")]
    [TestCase("""{"action":"interrupt","args":{"id":"last"}}""", "'id'")]
    [TestCase("""{"action":"interrupt","args":{"id":999}}""", "999")]
    public async Task A_bad_frame_gets_one_error_frame_and_the_session_goes_on(string frame, string reason)
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();

        await client.SendAsync(frame);
        var refusal = await client.ReceiveAsync();
        await client.RunAsync("echo on");
        var answer = await client.ReceiveAsync();

        Assert.That(refusal.IsError(), Is.True, refusal.ToJsonString());
        Assert.That(refusal.Content(), Does.Contain(reason));
        Assert.That(refusal.ContainsKey("error"), Is.False);
        Assert.That(answer.Content(), Is.EqualTo("OUT echo on"));
    }

    [Test]
    public async Task A_frame_beyond_the_limit_is_refused_and_not_kept_in_memory()
    {
        await using var server = await ServerUnderTest.StartAsync(options => options.MaxFrameBytes = 100_000);
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();
        var piece = new byte[1024 * 1024];
        var before = GC.GetTotalAllocatedBytes();

        for (var i = 0; i < 100; i++)
        {
            await client.SendAsync(piece, WebSocketMessageType.Text, endOfMessage: i == 99);
        }

        var refusal = await client.ReceiveAsync();
        await client.RunAsync("echo on");
        var answer = await client.ReceiveAsync();
        var allocated = GC.GetTotalAllocatedBytes() - before;

        Assert.That(refusal.Content(), Does.Contain("100,000"));
        Assert.That(answer.Content(), Is.EqualTo("OUT echo on"));
        Assert.That(allocated, Is.LessThan(50_000_000));
    }

    [Test]
    public async Task A_frame_in_many_pieces_is_put_together()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();
        var text = Encoding.UTF8.GetBytes("{\"action\":\"run\",\"args\":{\"command\":\"" + new string('ä', 100_000) + "\"}}");

        for (var at = 0; at < text.Length; at += 777)
        {
            var length = Math.Min(777, text.Length - at);
            await client.SendAsync(text.AsMemory(at, length), WebSocketMessageType.Text, endOfMessage: at + length == text.Length);
        }

        var answer = await client.ReceiveAsync();

        Assert.That(answer.Content(), Is.EqualTo("OUT " + new string('ä', 100_000)));
    }

    [Test]
    public async Task A_binary_frame_is_refused()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true);
        var refusal = await client.ReceiveAsync();

        Assert.That(refusal.Content(), Does.Contain("binary"));
    }

    [Test]
    public async Task What_is_sent_before_initialize_is_refused_and_stored_nowhere()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.RunAsync("ls");
        var refusal = await client.ReceiveAsync();

        Assert.That(refusal.Content(), Does.Contain("initialize"));
        Assert.That(server.Sessions.List().Single().LatestEventId, Is.EqualTo(-1));
    }

    [Test]
    public async Task A_flood_of_frames_is_answered_one_by_one()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 2000; i++)
            {
                await client.SendAsync("{");
            }
        });

        for (var i = 0; i < 2000; i++)
        {
            Assert.That((await client.ReceiveAsync()).IsError(), Is.True);
        }

        await sending;
    }
}
