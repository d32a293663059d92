using OpenHands.Tests.Events;
using OpenHands.Tests.Protocol;

namespace OpenHands.Tests.Golden;

/// <summary>Everything that ours does otherwise than OpenHands 0.9.3 in events, stream, stores and AgentSkills. Nothing else may differ.</summary>
internal static class DeliberateDifferences
{
    public static IReadOnlyList<DeliberateDifference> All { get; } =
    [
        new(
            "timeout-does-not-block",
            "timeout and blocking are independent. In 0.9.3 setting a timeout, even to nothing, also made a command blocking, so interactive commands could have none.",
            "misc/event_from_dict/1/*/dict")
        {
            ShownBy = [$"{nameof(EventSerializerTests)}.{nameof(EventSerializerTests.A_timeout_does_not_make_a_command_blocking)}"],
        },
        new(
            "text-form-is-csharps",
            "ToString gives what C# records give. The headed blocks of 0.9.3 were for its prompts; ours are made where prompts are.",
            "actions/*/str",
            "observations/*/str"),
        new(
            "class-names-are-csharps",
            "Types are named after the rules of .NET, where an abbreviation of three letters is a word. The wire word is the same.",
            "actions/browse/*/class",
            "actions/browse/*/roundtrip_class"),
        new(
            "state-is-a-wire-word",
            "The message of change_agent_state always has the plain word. In 0.9.3 it depended on whether the event was live or read back, which is why equal events had different messages.",
            "actions/change_agent_state/enum/dict",
            "actions/change_agent_state/enum/stored_json",
            "actions/change_agent_state/enum/message",
            "actions/change_agent_state/enum/roundtrip_same_dict"),
        new(
            "memory-has-no-image-addresses",
            "What a model sees as text leaves out args.images_urls. 0.9.3 meant to, but looked for them in the wrong place, and sent whole pictures as base64 text.",
            "actions/message/*/memory"),
        new(
            "errors-have-our-words",
            "Refusals are an EventFormatException that says what is wrong, where, and what is known, instead of a Python type and its text.",
            "misc/event_from_dict/*/error",
            "misc/json_loads_without_repair/*/error",
            "misc/event_stream/duplicate_subscribe/type")
        {
            ShownBy =
            [
                $"{nameof(EventSerializerTests)}.{nameof(EventSerializerTests.A_wrong_argument_is_named_with_those_that_are_known)}",
                $"{nameof(EventSerializerTests)}.{nameof(EventSerializerTests.An_unknown_action_is_named_with_those_that_are_known)}",
            ],
        },
        new(
            "null-stamps-are-none",
            "timestamp and source may be null, which means there is none. 0.9.3 accepted that for id and cause, and failed on these two.")
        {
            ShownBy = [$"{nameof(EventSerializerTests)}.{nameof(EventSerializerTests.A_null_stamp_is_none)}"],
        },
        new(
            "timestamps-are-utc",
            "Timestamps are UTC, in the same text form without a zone. Those of 0.9.3 were the server's local time, so sessions that crossed a change of clocks ran backwards.")
        {
            ShownBy = [$"{nameof(EventStreamTests)}.{nameof(EventStreamTests.A_published_event_has_the_next_id_the_utc_time_and_its_source)}"],
        },
        new(
            "fields-were-added",
            "run and the observations of commands and cells have more optional fields: input for a waiting command, why it returned, where the full output is. Defaults are not written, so 0.9.3 sees what it knows.",
            "misc/registry/fields/CmdRunAction/names",
            "misc/registry/fields/CmdOutputObservation/names",
            "misc/registry/fields/IPythonRunCellObservation/names"),
        new(
            "command-id-is-optional",
            "command_id was always -1. It is written as ever, but who sends an observation need not.",
            "misc/registry/fields/CmdOutputObservation/command_id/required"),
        new(
            "tiny-limits-cut",
            "Cutting to 0 or 1 characters leaves the notice alone. 0.9.3 appended the whole text to it.",
            "misc/truncate_content/4/result",
            "misc/truncate_content/4/result_length_codepoints",
            "misc/truncate_content/4/result_suffix"),
        new(
            "subscribers-do-not-stack",
            "A name belongs to one present subscription. 0.9.3 kept a stack under each name and called the top one only; delegates now use names of their own.",
            "misc/event_stream/stacked",
            "misc/event_stream/after_pop")
        {
            ShownBy = [$"{nameof(EventSubscriptionTests)}.{nameof(EventSubscriptionTests.A_name_is_taken_until_its_subscription_ends)}"],
        },
        new(
            "subscribers-are-independent",
            "Each subscriber gets every event in id order, but which of two subscribers is called first is not fixed: 0.9.3 started them alphabetically, and then they raced.")
        {
            ShownBy = [$"{nameof(EventSubscriptionTests)}.{nameof(EventSubscriptionTests.A_slow_subscriber_delays_nobody)}"],
        },
        new(
            "one-file-per-session",
            "Events are lines of one file with one flush per batch, not one file each. There is no hole to stop a read, no junk name, no half-written event, and appending does not list a directory.",
            "misc/event_stream/keys",
            "misc/event_stream/with_hole_at_2",
            "misc/event_stream/reopened_with_17_and_junk")
        {
            ShownBy = [$"{nameof(FileEventStoreTests)}.{nameof(FileEventStoreTests.A_session_is_one_file_with_a_header_and_a_line_per_event)}"],
        },
        new(
            "nothing-there-is-nothing",
            "Asking for events that do not exist gives none, and the latest id of an empty stream is -1. 0.9.3 failed with a missing file.",
            "misc/event_stream/get_event_missing",
            "misc/event_stream/latest_of_empty"),
        new(
            "prefix-is-not-a-match",
            "Deleting session s leaves s2 alone. The in-memory store of 0.9.3 deleted every key that began with the text.",
            "misc/event_stream/prefix_clear_memory_store_keys")
        {
            ShownBy = [$"{nameof(FileEventStoreTests)}.{nameof(FileEventStoreTests.Deleting_a_session_leaves_those_whose_names_begin_alike)}"],
        },
        new(
            "no-general-file-store",
            "There is no store for arbitrary files: events have one, with the guarantees events need. What 0.9.3 did with the operations of its file store is shown on sessions instead.",
            "misc/file_stores/*")
        {
            ShownBy =
            [
                $"{nameof(FileEventStoreTests)}.{nameof(FileEventStoreTests.What_was_appended_is_there_after_reopening)}",
                $"{nameof(FileEventStoreTests)}.{nameof(FileEventStoreTests.Sessions_are_listed_by_name_and_none_is_no_error)}",
                $"{nameof(FileEventStoreTests)}.{nameof(FileEventStoreTests.Deleting_a_session_that_is_not_there_does_nothing)}",
                $"{nameof(FileEventStoreTests)}.{nameof(FileEventStoreTests.Deleting_a_session_leaves_those_whose_names_begin_alike)}",
                $"{nameof(FileEventStoreTests)}.{nameof(FileEventStoreTests.A_session_id_cannot_leave_the_root)}",
            ],
        },
        .. AgentSkillsDifferences.All,
        .. ControllerDifferences.All,
    ];
}
