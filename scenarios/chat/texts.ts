// What the room says, byte for byte as in the contract (CHAT-1.2 to 1.5). The server has texts of its own: were they shared, a
// slip in them would agree with itself.

export const ARRIVED = Buffer.from('连接服务端成功\n聊天室中的成员：');
/** Behind the names of a greeting. */
export const PLEASE_REGISTER = Buffer.from('\n请注册，输入昵称');
export const REGISTERED = Buffer.from('昵称注册成功');
export const NAME_TAKEN = Buffer.from('该昵称已经被聊天室中其他人占用，请重新输入昵称');
export const NAME_RESERVED = Buffer.from("该昵称使用了非法字符'@'或':'，请重新输入昵称");
export const YOUR_NAME = Buffer.from('你的昵称是：');
export const MEMBERS = Buffer.from('聊天室中的成员：');
export const HELP = Buffer.from(
  "请按照‘聊天室成员名称:消息’格式进行发送消息，通知聊天室所有人的消息格式是‘@all:消息'，注意空格表示一条消息结束，之后的内容表示给其他人发送消息。" +
    "接收的消息会按照’消息的发送者$消息‘的格式显示出来。如需下线请输入'exit'",
);
export const FORMAT_WRONG = Buffer.from('聊天格式错误，请重新输入');
/** Behind the name of whoever says something to all. */
export const TO_ALL = Buffer.from('：@所有人：');
/** Behind the name of whoever has left. */
export const LEFT = Buffer.from(' 用户已下线了！');
export const EXIT = Buffer.from('exit');

export function notFound(target: string): Buffer {
  return Buffer.from(`聊天室中没有找到 ${target} 用户`);
}

/** What it begins with when there is no such member. */
export const NOT_FOUND = Buffer.from('聊天室中没有找到 ');
