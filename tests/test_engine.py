from bot.engine import Engine


async def test_restart_starts_over_with_a_reply(engine: Engine) -> None:
    replies = await engine.reply("restart-1", "start over please")
    assert [reply.metadata["answer"] for reply in replies] == ["restart"]


async def test_the_most_urgent_sign_of_a_very_long_message_counts(engine: Engine) -> None:
    story = "I have been sitting at my desk all winter and my back is stiff. " * 14
    last = "I have bad chest pain and cannot breathe."
    text = f"it burns when I pee and my back hurts since monday. {story}{last}"
    (reply, *_) = await engine.reply("two-signs", text)
    assert reply.metadata["urgency"] == "911"
